// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// Operations on a mask, from the menu.
#include "hand_editor.h"
#include "history_text.h"
#include "window_fixture.h"

#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>

namespace limn::gui {
namespace {

constexpr std::int64_t kEditedSlice = 6;

class EditActionsTest : public WindowTest {
 protected:
  void open() {
    Grid grid;
    grid.size = {24, 20, 12};
    grid.spacing = {1, 1, 2};
    openWith(test::rampVolume(grid));
    window_->state().setCrosshair({12, 10, kEditedSlice});
  }
  /// A square from `from` to `to` on some slices, without its middle.
  void ring(std::int64_t first, std::int64_t last, LabelId label = 1) {
    const SliceLayout layout = session_.layout(Axis::Z);
    Mask mask(layout.width, layout.height);
    for (std::int64_t y = 5; y < 12; ++y) {
      for (std::int64_t x = 5; x < 12; ++x)
        mask.set(x, y, x != 8 || y != 8);
    }
    for (std::int64_t z = first; z <= last; ++z) {
      ASSERT_TRUE(session_.document().write({Axis::Z, z}, label, mask,
                                            core::SegmentationDocument::WriteMode::Add,
                                            core::Overlap::KeepOthers, "Ring"));
    }
    settle();
  }
  void start(ActionId id) {
    window_->actions().action(id)->trigger();
    settle();
  }
  [[nodiscard]] QDialog* dialog() {
    return window_->findChild<QDialog*>(QStringLiteral("operationDialog"));
  }
  void accept() {
    dialog()->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->click();
    settle();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  }
  [[nodiscard]] LabelId at(VoxelIndex voxel) const { return session_.document().labelAt(voxel); }
  [[nodiscard]] std::int64_t onSlice(std::int64_t z, LabelId label = 1) const {
    return session_.document().labelMask({Axis::Z, z}, label).count();
  }
  [[nodiscard]] QString last() const {
    return historyText(session_.history()[session_.history().size() - 1]);
  }
  [[nodiscard]] QString message() const {
    const MessageItem* item = window_->messages().find(QStringLiteral("draw"));
    return item != nullptr ? item->text() : QString();
  }
};

TEST_F(EditActionsTest, FillsHolesOnThisSliceOrInTheVolume) {
  open();
  ring(4, 8);
  start(ActionId::FillHoles);
  EXPECT_EQ(onSlice(kEditedSlice), 49);
  EXPECT_EQ(onSlice(5), 48);
  EXPECT_EQ(last(), QStringLiteral("Fill holes of Label 1, slice 7"));

  trigger(ActionId::Undo);
  EXPECT_EQ(onSlice(kEditedSlice), 48);
  window_->actions().action(ActionId::EditInVolume)->trigger();
  const std::size_t before = session_.history().size();
  start(ActionId::FillHoles);
  EXPECT_EQ(session_.history().size(), before) << "a tunnel is no hole in three dimensions";
  const SliceLayout layout = session_.layout(Axis::Z);
  Mask lid(layout.width, layout.height);
  lid.set(8, 8);
  for (const std::int64_t z : {4, 8}) {
    ASSERT_TRUE(session_.document().write({Axis::Z, z}, 1, lid,
                                          core::SegmentationDocument::WriteMode::Add,
                                          core::Overlap::KeepOthers, "Lid"));
  }
  start(ActionId::FillHoles);
  EXPECT_EQ(voxels(), 5 * 49);
  EXPECT_EQ(last(), QStringLiteral("Fill holes of Label 1, whole volume"));
}

TEST_F(EditActionsTest, GrowsByTheMillimetresOfTheDialogAndRemembersThem) {
  open();
  ring(6, 6);
  start(ActionId::GrowMask);
  ASSERT_NE(dialog(), nullptr);
  auto* amount = dialog()->findChild<QDoubleSpinBox*>(QStringLiteral("amount"));
  EXPECT_EQ(amount->suffix(), QStringLiteral(" mm"));
  amount->setValue(2);
  dialog()->findChild<QRadioButton*>(QStringLiteral("wholeVolume"))->setChecked(true);
  accept();

  EXPECT_EQ(at({3, 8, 6}), 1);
  EXPECT_EQ(at({2, 8, 6}), 0);
  EXPECT_EQ(at({5, 8, 7}), 1) << "one slice is 2 mm";
  EXPECT_EQ(at({5, 8, 8}), 0);
  EXPECT_EQ(last(), QStringLiteral("Grow Label 1 by 2 mm, whole volume"));
  EXPECT_TRUE(window_->actions().action(ActionId::EditInVolume)->isChecked());

  start(ActionId::GrowMask);
  EXPECT_EQ(dialog()->findChild<QDoubleSpinBox*>(QStringLiteral("amount"))->value(), 2);
  dialog()->reject();
  settle();
  EXPECT_EQ(last(), QStringLiteral("Grow Label 1 by 2 mm, whole volume"));
}

TEST_F(EditActionsTest, WorksWithAnotherLabel) {
  open();
  EXPECT_FALSE(window_->actions().action(ActionId::UniteLabels)->isEnabled());
  ring(6, 6);
  const LabelId second = session_.document().addLabel("Cyst");
  session_.setActiveLabel(second);
  settle();
  EXPECT_TRUE(window_->actions().action(ActionId::UniteLabels)->isEnabled());
  start(ActionId::UniteLabels);
  EXPECT_EQ(dialog()->findChild<QComboBox*>(QStringLiteral("otherLabel"))->currentText(),
            QStringLiteral("Label 1"));
  accept();

  EXPECT_EQ(voxels(1), 0);
  EXPECT_EQ(voxels(second), 48);
  EXPECT_EQ(last(), QStringLiteral("Unite Cyst with Label 1, slice 7"));
}

TEST_F(EditActionsTest, CopiesToTheNextSliceAndGoesThere) {
  open();
  ring(6, 6);
  start(ActionId::CopySliceUp);

  EXPECT_EQ(window_->state().slice(Axis::Z), 7);
  EXPECT_EQ(onSlice(7), 48);
  start(ActionId::CopySliceUp);
  EXPECT_EQ(onSlice(8), 48);
  start(ActionId::ClearSlice);
  EXPECT_EQ(onSlice(8), 0);
  EXPECT_EQ(last(), QStringLiteral("Delete Label 1, slice 9"));
  window_->state().setSlice(Axis::Z, 11);
  const std::size_t before = session_.history().size();
  start(ActionId::CopySliceUp);
  EXPECT_EQ(session_.history().size(), before) << "there is no slice above";
}

TEST_F(EditActionsTest, DeletesARangeOfSlicesFromEitherEnd) {
  open();
  ring(2, 9);
  start(ActionId::ClearRange);
  dialog()->findChild<QSpinBox*>(QStringLiteral("fromSlice"))->setValue(9);
  dialog()->findChild<QSpinBox*>(QStringLiteral("toSlice"))->setValue(5);
  accept();

  for (std::int64_t z = 2; z <= 9; ++z) {
    EXPECT_EQ(onSlice(z), z >= 4 && z <= 8 ? 0 : 48) << z;
  }
}

TEST_F(EditActionsTest, FillsBetweenTheNearestMasks) {
  open();
  start(ActionId::FillBetween);
  EXPECT_TRUE(message().contains(QStringLiteral("two slices")));
  ring(4, 4);
  ring(8, 8);
  start(ActionId::FillBetween);

  for (std::int64_t z = 3; z <= 9; ++z) {
    EXPECT_EQ(onSlice(z), z >= 4 && z <= 8 ? 48 : 0) << z;
  }
  EXPECT_EQ(last(), QStringLiteral("Fill Label 1 between slices, slices 5 to 9"));
  EXPECT_EQ(message(), QString());
}

TEST_F(EditActionsTest, SplitsIntoNewLabelsInOneStep) {
  open();
  ring(2, 3);
  ring(7, 7);
  window_->actions().action(ActionId::EditInVolume)->trigger();
  start(ActionId::SplitComponents);

  ASSERT_EQ(session_.document().labels().size(), 2U);
  EXPECT_EQ(session_.document().labels()[1].name, "Label 1 2");
  EXPECT_EQ(voxels(1), 96);
  EXPECT_EQ(voxels(2), 48);
  trigger(ActionId::Undo);
  EXPECT_EQ(session_.document().labels().size(), 1U);
  EXPECT_EQ(voxels(1), 144);
}

TEST_F(EditActionsTest, AnOperationOnMasksThatWereChangedMeanwhileIsNotDone) {
  open();
  ring(4, 8);
  window_->actions().action(ActionId::EditInVolume)->trigger();
  window_->actions().action(ActionId::KeepLargest)->trigger();
  ring(10, 10);

  EXPECT_EQ(onSlice(10), 48);
  EXPECT_TRUE(message().contains(QStringLiteral("changed meanwhile"))) << toStdString(message());
}

TEST_F(EditActionsTest, AnswersForAnotherStudyAreDropped) {
  open();
  ring(4, 8);
  window_->actions().action(ActionId::EditInVolume)->trigger();
  window_->actions().action(ActionId::FillHoles)->trigger();
  session_.open(test::rampVolume(Size3{8, 8, 3}));
  settle();

  EXPECT_EQ(session_.history().size(), 0U);
  EXPECT_EQ(message(), QString());
}

TEST_F(EditActionsTest, LeavesLockedLabelsAloneAndSaysSo) {
  open();
  ring(6, 6);
  ASSERT_TRUE(session_.document().setLocked(1, true));
  settle();
  start(ActionId::FillHoles);
  EXPECT_EQ(onSlice(kEditedSlice), 48);
  EXPECT_TRUE(message().contains(QStringLiteral("locked")));
}

}  // namespace
}  // namespace limn::gui
