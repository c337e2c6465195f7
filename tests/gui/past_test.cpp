// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "models/label_model.h"
#include "support/fake_case_store.h"
#include "views/label_panel.h"
#include "window_fixture.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <array>
#include <cstdlib>
#include <functional>
#include <vector>

namespace limn::gui {
namespace {

constexpr VoxelIndex kFirst{9, 16, 2}, kSecond{23, 16, 2};

/// A window on a case of six actions: a click and its mask, twice on one slice; the label renamed;
/// a click that is open still, on another slice.
class PastTest : public WindowTest {
 protected:
  void openCase() {
    openWindow();
    window_->state().setHoverOn(false);
    window_->state().setSmooth(false);
    session_.setPredictor(predictor_);
    ASSERT_TRUE(session_.open(volume_, core::OpenedCase{store_, store_->load().value()}));
    settle();
    window_->state().setSlice(Axis::Z, 2);
    acceptAt(kFirst);
    afterFirst_ = colours();
    acceptAt(kSecond);
    ASSERT_TRUE(session_.document().renameLabel(1, "Liver"));
    window_->state().setSlice(Axis::Z, 3);
    click({5, 5, 3});
    settle();
    ASSERT_EQ(session_.history().size(), 6U);
  }
  void acceptAt(VoxelIndex voxel) {
    click(voxel);
    settle();
    trigger(ActionId::Accept);
  }
  /// What is painted at the centres of the voxels in the middle of each view, but for those under
  /// the crosshair; messages above the views move the pictures, but not this.
  std::array<std::vector<QRgb>, 3> colours() {
    QCoreApplication::processEvents();
    std::array<std::vector<QRgb>, 3> all;
    for (std::size_t i = 0; i < 3; ++i) {
      SliceView& view = *window_->planes().views()[i];
      const QImage image = view.grab().toImage();
      const Axis normal = view.layout().normal;
      const VoxelIndex at = window_->state().crosshair();
      for (std::int64_t u = 6; u < 27; ++u) {
        for (std::int64_t v = 0; v < 32; ++v) {
          const VoxelIndex voxel = normal == Axis::Z   ? VoxelIndex{u, v, at.z}
                                   : normal == Axis::Y ? VoxelIndex{u, at.y, v}
                                                       : VoxelIndex{at.x, u, v};
          const bool isIn =
              volume_.grid.contains(voxel) && (normal != Axis::Z || (v > 6 && v < 27));
          const int shared = (voxel.x == at.x) + (voxel.y == at.y) + (voxel.z == at.z);
          if (isIn && shared == 1) all[i].push_back(image.pixel(view.widgetAt(voxel).toPoint()));
        }
      }
    }
    return all;
  }
  /// Voxels that look different.
  static int changes(const std::vector<QRgb>& a, const std::vector<QRgb>& b) {
    int changed = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      changed += std::abs(qRed(a[i]) - qRed(b[i])) > 12 ||
                 std::abs(qGreen(a[i]) - qGreen(b[i])) > 12 ||
                 std::abs(qBlue(a[i]) - qBlue(b[i])) > 12;
    }
    return changed;
  }
  QListWidget& list() { return *window_->findChild<QListWidget*>(QStringLiteral("historyList")); }
  void choose(int row) {
    QWidget* dock = window_->findChild<QWidget*>(QStringLiteral("historyDock"));
    dock->raise();
    QCoreApplication::processEvents();
    const QRect line = list().visualItemRect(list().item(row));
    QTest::mouseClick(list().viewport(), Qt::LeftButton, Qt::NoModifier, line.center());
    settle();
  }
  const MessageItem* banner() { return window_->messages().find(QStringLiteral("past")); }
  [[nodiscard]] QString status() const {
    return window_->findChild<QLabel*>(QStringLiteral("statusSaved"))->text();
  }
  void expectPresent() {
    EXPECT_EQ(session_.past(), nullptr);
    EXPECT_EQ(banner(), nullptr);
    EXPECT_EQ(list().currentRow(), list().count() - 1);
    EXPECT_FALSE(window_->windowTitle().contains(QStringLiteral("as of")));
  }

  Volume volume_ = test::rampVolume(Size3{32, 32, 5});
  std::shared_ptr<test::FakeCaseStore> store_ = std::make_shared<test::FakeCaseStore>(
      CaseData{core::caseSource(volume_, "hash"), core::firstLabels(), {}, {}});
  std::array<std::vector<QRgb>, 3> afterFirst_;
};

TEST_F(PastTest, ALineShowsTheMasksOfItsMomentInAllPlanes) {
  openCase();

  choose(1);

  EXPECT_EQ(window_->state().activeSlice(), (core::SliceRef{Axis::Z, 2}));
  const auto then = colours();
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(changes(then[i], afterFirst_[i]), 0) << "view " << i;
  choose(3);
  EXPECT_GT(changes(colours()[0], afterFirst_[0]), 40);
}

TEST_F(PastTest, AllSlicesCanBeSeenInAMoment) {
  openCase();
  window_->state().setCrosshair({9, 16, 2});
  choose(0);
  const auto empty = colours();
  choose(1);
  EXPECT_GT(changes(colours()[0], empty[0]), 40);

  window_->state().stepSlice(Axis::Z, 1);
  QCoreApplication::processEvents();

  EXPECT_NE(session_.past(), nullptr);
  window_->state().setSlice(Axis::Z, 2);
  window_->state().setSlice(Axis::X, 23);
  QCoreApplication::processEvents();
  const auto beside = colours();
  choose(0);
  window_->state().setSlice(Axis::X, 23);
  QCoreApplication::processEvents();
  EXPECT_EQ(changes(colours()[2], beside[2]), 0);  // the second mask is not there yet
}

TEST_F(PastTest, SaysWhichMomentIsShown) {
  openCase();

  choose(1);

  ASSERT_NE(banner(), nullptr);
  EXPECT_TRUE(banner()->text().startsWith(QStringLiteral("As of action 2 of 6")));
  EXPECT_TRUE(banner()->text().contains(QStringLiteral("Accept Label 1, slice 3")));
  EXPECT_TRUE(window_->windowTitle().contains(QStringLiteral("as of action 2 of 6")));
  EXPECT_TRUE(status().contains(QStringLiteral("as of action 2 of 6")));
  EXPECT_EQ(list().currentRow(), 1);
}

TEST_F(PastTest, ArrowKeysInTheListStepThroughTheMoments) {
  openCase();
  choose(3);

  QTest::keyClick(&list(), Qt::Key_Up);
  QTest::keyClick(&list(), Qt::Key_Up);
  settle();
  ASSERT_NE(session_.past(), nullptr);
  EXPECT_EQ(session_.past()->actions(), 2U);
  QTest::keyClick(&list(), Qt::Key_Home);
  settle();
  EXPECT_EQ(session_.past()->actions(), 1U);
  EXPECT_EQ(session_.shownPrompts().size(), 1U);
  QTest::keyClick(&list(), Qt::Key_End);
  settle();
  expectPresent();
}

TEST_F(PastTest, KeysStepThroughTheMomentsFromTheViews) {
  openCase();
  EXPECT_FALSE(window_->actions().action(ActionId::LaterMoment)->isEnabled());

  QTest::keyClick(&view(), Qt::Key_Left, Qt::AltModifier);
  QTest::keyClick(&view(), Qt::Key_Left, Qt::AltModifier);
  settle();
  ASSERT_NE(session_.past(), nullptr);
  EXPECT_EQ(session_.past()->actions(), 4U);
  EXPECT_EQ(list().currentRow(), 3);
  QTest::keyClick(&view(), Qt::Key_Right, Qt::AltModifier);
  settle();
  EXPECT_EQ(session_.past()->actions(), 5U);
  trigger(ActionId::ReturnToNow);
  expectPresent();
}

TEST_F(PastTest, EveryWayBackRestoresThePresent) {
  openCase();
  session_.finishSaving();
  window_->state().setSlice(Axis::Z, 2);
  QCoreApplication::processEvents();
  const auto before = colours();
  const std::vector<std::function<void()>> ways{
      [&] { QTest::keyClick(&view(), Qt::Key_Escape); },
      [&] { QTest::keyClick(&list(), Qt::Key_Escape); },
      [&] {
        QTest::mouseClick(window_->messages()
                              .findChild<MessageItem*>(QStringLiteral("past"))
                              ->findChild<QPushButton*>(),
                          Qt::LeftButton);
      },
      [&] { choose(5); },
  };

  for (const auto& back : ways) {
    choose(1);
    ASSERT_NE(session_.past(), nullptr);
    back();
    settle();
    expectPresent();
    window_->state().setSlice(Axis::Z, 2);
    QCoreApplication::processEvents();
    EXPECT_EQ(changes(colours()[0], before[0]), 0);
  }

  EXPECT_EQ(session_.history().size(), 6U);
  EXPECT_EQ(store_->actions().size(), 6U);
  EXPECT_EQ(session_.prompts().size(), 1U);
  trigger(ActionId::Accept);
  trigger(ActionId::Undo);
  trigger(ActionId::Redo);
}

TEST_F(PastTest, RefusesToChangeThePastWithAWord) {
  openCase();
  const auto expectRefusal = [this](const std::function<void()>& edit) {
    choose(0);
    choose(1);
    ASSERT_EQ(banner()->level(), MessageItem::Level::Caution);
    edit();
    settle();
    ASSERT_NE(banner(), nullptr);
    EXPECT_EQ(banner()->level(), MessageItem::Level::Problem);
    EXPECT_TRUE(banner()->text().startsWith(QStringLiteral("Nothing was changed")));
  };
  LabelModel& labels = window_->findChild<LabelPanel*>()->model();

  expectRefusal([&] { click(kSecond); });
  expectRefusal([&] { click(kSecond, Qt::RightButton); });
  expectRefusal([&] { QTest::keyClick(&view(), Qt::Key_Return); });
  expectRefusal([&] { QTest::keyClick(&view(), Qt::Key_Backspace); });
  expectRefusal([&] { QTest::keyClick(&view(), Qt::Key_Z, Qt::ControlModifier); });
  expectRefusal([&] { labels.toggle(labels.index(0, LabelModel::Visible)); });
  expectRefusal([&] {
    labels.setData(labels.index(0, LabelModel::Name), QStringLiteral("Spleen"), Qt::EditRole);
  });

  EXPECT_FALSE(window_->actions().action(ActionId::Accept)->isEnabled());
  EXPECT_FALSE(window_->actions().action(ActionId::Undo)->isEnabled());
  EXPECT_FALSE(window_->actions().action(ActionId::NewLabel)->isEnabled());
  EXPECT_EQ(window_->messages().find(QStringLiteral("label")), nullptr);
  EXPECT_EQ(window_->messages().find(QStringLiteral("segment")), nullptr);
  EXPECT_EQ(session_.history().size(), 6U);
  EXPECT_EQ(session_.prompts().size(), 1U);
}

TEST_F(PastTest, TheLabelListIsThatOfTheMoment) {
  openCase();
  const LabelModel& labels = window_->findChild<LabelPanel*>()->model();
  const auto text = [&labels](int column) {
    return labels.data(labels.index(0, column), Qt::DisplayRole).toString();
  };
  const QString amount = text(LabelModel::Amount);
  ASSERT_EQ(text(LabelModel::Name), QStringLiteral("Liver"));

  choose(1);
  EXPECT_EQ(text(LabelModel::Name), QStringLiteral("Label 1"));
  EXPECT_NE(text(LabelModel::Amount), amount);
  EXPECT_FALSE(labels.flags(labels.index(0, LabelModel::Name)) & Qt::ItemIsEditable);

  QTest::keyClick(&view(), Qt::Key_Escape);
  settle();
  EXPECT_EQ(text(LabelModel::Name), QStringLiteral("Liver"));
  EXPECT_EQ(text(LabelModel::Amount), amount);
}

TEST_F(PastTest, ExportsTheMasksThatAreShown) {
  std::vector<Segmentation> written;
  write_ = [&](const Segmentation& masks,
               const std::filesystem::path& file) -> Result<core::ExportReport> {
    written.push_back(masks);
    return core::ExportReport{file, {}, {}};
  };
  openCase();
  choose(1);
  EXPECT_TRUE(window_->study().suggestedExport().endsWith(QStringLiteral("_seg_action2.nii.gz")));

  window_->study().exportMasks(QStringLiteral("/scans/then.nii.gz"), session_.past());
  settle();

  ASSERT_EQ(written.size(), 1U);
  EXPECT_EQ(written[0].voxels, segmentationAt(store_->load().value(), 2).value().voxels);
  EXPECT_EQ(written[0].labels.front().name, "Label 1");
  EXPECT_TRUE(session_.document().isModified());
  const MessageItem* report = window_->messages().find(QStringLiteral("export"));
  ASSERT_NE(report, nullptr);
  EXPECT_TRUE(report->text().contains(QStringLiteral("as of action 2")));
}

}  // namespace
}  // namespace limn::gui
