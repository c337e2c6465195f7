// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui_dispatcher.h"
#include "limn/core/session.h"
#include "main_window.h"
#include "support/builders.h"
#include "support/fake_predictor.h"
#include "text.h"
#include "theme.h"
#include "views/message_bar.h"
#include "views/plane_grid.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QDeadlineTimer>
#include <QFile>
#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <cstdlib>
#include <functional>
#include <memory>
#include <utility>

namespace limn::gui {

/// Turns the event loop until `done()`; false after half a minute.
inline bool waitUntil(const std::function<bool()>& done) {
  const QDeadlineTimer limit(30'000);
  while (!done()) {
    if (limit.hasExpired()) return false;
    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 10);
  }
  return true;
}

/// Pixels that a person would see change; the last bit of antialiasing is not among them.
inline int changedPixels(const QImage& a, const QImage& b) {
  if (a.size() != b.size()) return a.width() * a.height();
  int changed = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < a.width(); ++x) {
      const QRgb p = a.pixel(x, y), q = b.pixel(x, y);
      changed += std::abs(qRed(p) - qRed(q)) > 12 || std::abs(qGreen(p) - qGreen(q)) > 12 ||
                 std::abs(qBlue(p) - qBlue(q)) > 12;
    }
  }
  return changed;
}

/// A real window on a session with a fake network and a fake disk.
class WindowTest : public ::testing::Test {
 protected:
  WindowTest() : session_(nullptr, makeGuiDispatcher(home_), options()) {
    parts_.io.scan = [this](const std::filesystem::path& path, const JobContext&) {
      return scan_(path);
    };
    parts_.io.read = [this](const SeriesSummary& series, const JobContext&) {
      return read_(series);
    };
    parts_.io.middleSlice = [this](const SeriesSummary& series, const JobContext& job) {
      return middleSlice_(series, job);
    };
    parts_.io.write = [this](const Segmentation& masks, const std::filesystem::path& file,
                             const JobContext&) { return write_(masks, file); };
    parts_.loadModel = [this](const ModelRequest& request) { return load_(request); };
    parts_.version = "test";
  }

  void openWindow() {
    window_ = std::make_unique<MainWindow>(session_, settings_, parts_);
    window_->resize(1200, 800);
    window_->show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(window_.get()));
  }
  /// The window with a model and this volume.
  void openWith(Volume volume) {
    openWindow();
    session_.setPredictor(predictor_);
    session_.open(std::move(volume));
    settle();
  }
  void settle() {
    ASSERT_TRUE(waitUntil([this] { return window_->isIdle(); }));
    QCoreApplication::processEvents();
  }

  SliceView& view() { return window_->planes().activeView(); }
  void click(VoxelIndex voxel, Qt::MouseButton button = Qt::LeftButton) {
    QTest::mouseClick(&view(), button, Qt::NoModifier, view().widgetAt(voxel).toPoint());
  }
  void trigger(ActionId id) {
    ASSERT_TRUE(window_->actions().action(id)->isEnabled());
    window_->actions().action(id)->trigger();
    settle();
  }
  [[nodiscard]] std::int64_t voxels(LabelId label = 1) const {
    return session_.document().voxelCount(label);
  }
  [[nodiscard]] const core::Preview& preview() const { return session_.preview(); }

  static core::SessionOptions options() {
    core::SessionOptions options;
    options.prefetchRadius = 0;
    return options;
  }

  QTemporaryDir folder_;
  SettingsStore settings_{folder_.filePath(QStringLiteral("studio.ini"))};
  StudioParts parts_;
  std::function<Result<StudyScan>(const std::filesystem::path&)> scan_;
  std::function<Result<Volume>(const SeriesSummary&)> read_;
  std::function<Result<Volume>(const SeriesSummary&, const JobContext&)> middleSlice_ =
      [](const SeriesSummary&, const JobContext&) -> Result<Volume> {
    return fail(ErrorCode::NotFound, "no slice");
  };
  std::function<Result<core::ExportReport>(const Segmentation&, const std::filesystem::path&)>
      write_;
  std::function<Result<std::shared_ptr<core::MaskPredictor>>(const ModelRequest&)> load_;
  std::shared_ptr<test::FakePredictor> predictor_ = std::make_shared<test::FakePredictor>();
  QObject home_;
  core::Session session_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace limn::gui
