// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// Messages, the size of the window, and models beside files.
#include "views/status_strip.h"
#include "window_fixture.h"

#include <QFontMetrics>
#include <QLabel>
#include <QMenu>
#include <QScreen>
#include <QTabBar>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>
#include <future>
#include <vector>

namespace limn::gui {
namespace {

class WindowPartsTest : public WindowTest {};

TEST_F(WindowPartsTest, AScanOpensWhileAModelIsBeingLoaded) {
  std::promise<void> go;
  load_ = [this, wait = go.get_future().share()](
              const ModelRequest&) -> Result<std::shared_ptr<core::MaskPredictor>> {
    wait.wait();
    return predictor_;
  };
  scan_ = [](const std::filesystem::path& path) -> Result<StudyScan> {
    SeriesSummary series;
    series.path = path;
    return StudyScan{{series}, {}};
  };
  read_ = [](const SeriesSummary&) -> Result<Volume> { return test::rampVolume(Size3{16, 16, 4}); };
  openWindow();
  window_->models().load({});

  window_->openPath(QStringLiteral("/scans/knee.nii"));

  ASSERT_TRUE(waitUntil([this] { return session_.hasVolume(); }));
  EXPECT_EQ(session_.model(), nullptr);
  session_.addPoint({Axis::Z, 1}, {8, 8}, true);
  for (int turn = 0; turn < 5; ++turn)
    QCoreApplication::processEvents();
  EXPECT_EQ(window_->messages().find(QStringLiteral("segment")), nullptr)
      << "a click before the model is ready is not an error";
  go.set_value();
  settle();
  EXPECT_NE(session_.model(), nullptr);
  ASSERT_TRUE(waitUntil([this] { return preview().state == core::Preview::State::Ready; }))
      << "the click is answered once the model is ready";
}

TEST_F(WindowPartsTest, AnErrorOfAnObjectGoesWithTheObject) {
  openWindow();
  session_.open(test::rampVolume(Size3{16, 16, 4}));
  session_.addPoint({Axis::Z, 1}, {8, 8}, true);
  const auto isShown = [this] {
    return window_->messages().find(QStringLiteral("segment")) != nullptr;
  };
  ASSERT_TRUE(waitUntil(isShown)) << "there is no model";

  session_.clearPrompts();

  EXPECT_TRUE(waitUntil([&] { return !isShown(); }));
}

TEST_F(WindowPartsTest, StartsWithAModelOnlyIfTheReaderChoseIt) {
  load_ = [this](const ModelRequest&) -> Result<std::shared_ptr<core::MaskPredictor>> {
    return predictor_;
  };
  parts_.installedModels = [] {
    return std::vector<InstalledModelText>{{"interim", "trained on a laptop"}};
  };
  openWindow();
  QAction* chosen = nullptr;
  for (QAction* action : window_->findChild<QMenu*>(QStringLiteral("installedModels"))->actions())
    if (action->text() == QStringLiteral("interim")) chosen = action;
  ASSERT_NE(chosen, nullptr);

  chosen->trigger();
  settle();
  EXPECT_EQ(window_->models().lastRequest().model, "interim");
  EXPECT_EQ(settings_.startModel(), QString()) << "opening a model is not choosing it";

  trigger(ActionId::StartWithModel);
  EXPECT_EQ(settings_.startModel(), QStringLiteral("interim"));
  trigger(ActionId::StartWithModel);
  EXPECT_EQ(settings_.startModel(), QString());
}

TEST_F(WindowPartsTest, MessagesLieOverTheViewsAndMoveNothing) {
  openWith(test::rampVolume(Size3{48, 40, 12}));
  const QRect before = view().geometry();

  window_->messages().show(QStringLiteral("a"), MessageItem::Level::Problem,
                           QStringLiteral("The first of two messages"));
  window_->messages().show(QStringLiteral("b"), MessageItem::Level::Info, QStringLiteral("Second"));
  settle();

  EXPECT_EQ(view().geometry(), before);
  EXPECT_TRUE(window_->messages().isVisible());
  EXPECT_TRUE(window_->messages().parentWidget()->rect().contains(window_->messages().geometry()));
  EXPECT_GE(window_->messages().height(), 2 * QFontMetrics(window_->font()).height());
}

TEST_F(WindowPartsTest, OnlyFailuresAndQuestionsStayUntilTheyAreClosed) {
  openWith(test::rampVolume(Size3{48, 40, 12}));
  const auto show = [this](const char* key, MessageItem::Level level) -> MessageItem& {
    return window_->messages().show(QString::fromLatin1(key), level, QStringLiteral("text"));
  };
  const auto runsOut = [](const MessageItem& item) { return item.findChild<QTimer*>() != nullptr; };
  MessageItem& question = show("question", MessageItem::Level::Caution);
  question.addButton(QStringLiteral("Choose"), [] {});

  EXPECT_TRUE(runsOut(show("info", MessageItem::Level::Info)));
  EXPECT_TRUE(runsOut(show("caution", MessageItem::Level::Caution)));
  EXPECT_FALSE(runsOut(show("problem", MessageItem::Level::Problem)));
  EXPECT_FALSE(runsOut(question));

  window_->messages().find(QStringLiteral("info"))->findChild<QTimer*>()->start(0);
  EXPECT_TRUE(waitUntil([this] { return !window_->messages().find(QStringLiteral("info")); }));
}

TEST_F(WindowPartsTest, TheFirstWindowFitsTheScreenAndCanBeMadeSmall) {
  window_ = std::make_unique<MainWindow>(session_, settings_, parts_);
  EXPECT_TRUE(QRect(QPoint(), window_->screen()->availableSize())
                  .contains(QRect(QPoint(), window_->size())));
  window_->show();
  session_.open(test::rampVolume(Size3{48, 40, 12}));
  settle();

  for (const QSize size : {QSize(1366, 768), QSize(1024, 600), QSize(683, 384)}) {
    window_->resize(size);  // the last one is 1366 x 768 at 200 %
    settle();
    EXPECT_EQ(window_->size(), size);
  }
  auto* rest = window_->findChild<QToolBar*>()->findChild<QToolButton*>(
      QStringLiteral("qt_toolbar_ext_button"));
  EXPECT_TRUE(rest->isVisible()) << "what the tool bar has no room for is in its menu";
  QImage background(rest->size(), QImage::Format_RGB32);
  background.fill(window_->palette().color(QPalette::Window));
  EXPECT_GT(changedPixels(rest->grab().toImage(), background), 8) << "its button can be seen";
}

TEST_F(WindowPartsTest, NoKeyOfTheOverlayIsCut) {
  openWith(test::rampVolume(Size3{48, 40, 12}));
  for (const QSize size : {QSize(1366, 768), QSize(1024, 600), QSize(683, 384)}) {
    window_->resize(size);
    trigger(ActionId::Keys);
    auto* overlay = window_->findChild<QWidget*>(QStringLiteral("keysOverlay"));
    for (const QLabel* label : overlay->findChildren<QLabel*>()) {
      EXPECT_GE(label->width(), label->sizeHint().width()) << label->text().toStdString();
      EXPECT_GE(label->height(), label->fontMetrics().height()) << label->text().toStdString();
    }
    if (size.height() < 400) {
      QTest::keyClick(overlay, Qt::Key_PageDown);
      EXPECT_TRUE(overlay->isVisible()) << "it scrolls";
    }
    QTest::keyClick(overlay, Qt::Key_Escape);
    EXPECT_FALSE(overlay->isVisible());
  }
}

TEST_F(WindowPartsTest, NoTextOfTheStatusBarOrOfATabIsCut) {
  Volume volume = test::rampVolume(Size3{48, 40, 12});
  volume.warnings = {"a remark of the reader"};
  openWith(std::move(volume));
  click({20, 20, 6});
  settle();
  for (const QSize size : {QSize(1366, 768), QSize(1024, 600), QSize(683, 384)}) {
    window_->resize(size);
    QTest::mouseMove(&view(), QPoint(40, 40));
    settle();
    auto* strip = window_->findChild<StatusStrip*>();
    for (const QLabel* label : strip->findChildren<QLabel*>()) {
      if (!label->isVisible()) continue;
      EXPECT_GE(label->width(), label->sizeHint().width())
          << size.width() << ' ' << label->text().toStdString();
    }
    EXPECT_TRUE(strip->findChild<QLabel*>(QStringLiteral("statusSaved"))->isVisible());
    for (const QTabBar* tabs : window_->findChildren<QTabBar*>())
      for (int tab = 0; tab < tabs->count(); ++tab)
        EXPECT_GE(tabs->tabRect(tab).width(),
                  tabs->fontMetrics().horizontalAdvance(tabs->tabText(tab)));
  }
}

}  // namespace
}  // namespace limn::gui
