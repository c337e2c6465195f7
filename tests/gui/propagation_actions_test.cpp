// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dialogs/range_dialog.h"
#include "window_fixture.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <set>

namespace limn::gui {
namespace {

/// A click on slice 4 of 8 is answered. The fake answers a mask prompt with the box around it.
class PropagationActionsTest : public WindowTest {
 protected:
  void SetUp() override {
    openWith(test::rampVolume(Size3{40, 30, 8}));
    window_->state().setSlice(Axis::Z, 4);
    settle();
    click({20, 15, 4});
    settle();
    ASSERT_EQ(preview().state, core::Preview::State::Ready);
  }

  QAction* action(ActionId id) { return window_->actions().action(id); }
  void propose(int first, int last) {
    trigger(ActionId::Propagate);
    auto* dialog = window_->findChild<RangeDialog*>();
    ASSERT_NE(dialog, nullptr);
    dialog->findChild<QSpinBox*>(QStringLiteral("firstSlice"))->setValue(first);
    dialog->findChild<QSpinBox*>(QStringLiteral("lastSlice"))->setValue(last);
    dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->click();
    settle();
  }
  [[nodiscard]] const MessageItem* message() const {
    return window_->findChild<MessageBar*>()->find(QStringLiteral("propagation"));
  }
  [[nodiscard]] QImage picture() { return view().grab().toImage(); }
};

TEST_F(PropagationActionsTest, ProposalsAreDrawnCountedAndAcceptedTogether) {
  window_->state().setSlice(Axis::Z, 6);
  settle();
  const QImage before = picture();
  window_->state().setSlice(Axis::Z, 4);
  EXPECT_FALSE(action(ActionId::AcceptProposals)->isEnabled());

  propose(3, 8);  // numbers from 1: slices 2 to 7

  ASSERT_NE(message(), nullptr);
  EXPECT_TRUE(message()->text().contains(QStringLiteral("5"))) << message()->text().toStdString();
  window_->state().setSlice(Axis::Z, 6);
  settle();
  EXPECT_GT(changedPixels(before, picture()), 50);
  EXPECT_EQ(voxels(), 0);

  trigger(ActionId::AcceptProposals);

  EXPECT_GT(session_.document().labelMask({Axis::Z, 2}, 1).count(), 0);
  EXPECT_GT(session_.document().labelMask({Axis::Z, 7}, 1).count(), 0);
  EXPECT_EQ(session_.document().labelMask({Axis::Z, 4}, 1).count(), 0);
  EXPECT_EQ(message(), nullptr);
  EXPECT_FALSE(action(ActionId::AcceptProposals)->isEnabled());
}

TEST_F(PropagationActionsTest, OneIsAcceptedWhereTheReaderLooks) {
  propose(4, 7);
  EXPECT_FALSE(action(ActionId::AcceptProposal)->isEnabled());  // none on the slice it began on
  window_->state().setSlice(Axis::Z, 5);
  settle();

  trigger(ActionId::AcceptProposal);

  EXPECT_GT(session_.document().labelMask({Axis::Z, 5}, 1).count(), 0);
  EXPECT_EQ(session_.document().labelMask({Axis::Z, 6}, 1).count(), 0);
  EXPECT_NE(message(), nullptr);
}

TEST_F(PropagationActionsTest, TheStopButtonIsOneForTheWholeRun) {
  predictor_->hold();
  ASSERT_TRUE(session_.propagate({Axis::Z, 4}, {0, 7}));
  std::set<const MessageItem*> running;
  const auto look = [&] {
    if (message() != nullptr && message()->level() == MessageItem::Level::Busy) {
      running.insert(message());
    }
    return !running.empty();
  };
  ASSERT_TRUE(waitUntil(look));
  predictor_->release();
  ASSERT_TRUE(waitUntil([&] {
    look();
    return !session_.propagation()->isRunning;
  }));
  EXPECT_EQ(running.size(), 1U);
  settle();
  EXPECT_EQ(message()->level(), MessageItem::Level::Info);
}

TEST_F(PropagationActionsTest, APictureHasNoSlicesAround) {
  session_.open(test::rampVolume(Size3{40, 30, 1}));
  settle();
  EXPECT_FALSE(action(ActionId::Propagate)->isEnabled());
}

TEST_F(PropagationActionsTest, DiscardedTheyAreGone) {
  propose(4, 7);
  trigger(ActionId::DropProposals);
  EXPECT_EQ(session_.propagation(), nullptr);
  EXPECT_EQ(message(), nullptr);
  EXPECT_EQ(voxels(), 0);
}

TEST_F(PropagationActionsTest, WithoutAMaskItSaysWhatToDo) {
  window_->state().setSlice(Axis::Z, 1);
  settle();
  propose(1, 4);
  ASSERT_NE(message(), nullptr);
  EXPECT_EQ(message()->level(), MessageItem::Level::Problem);
  EXPECT_TRUE(message()->text().contains(QStringLiteral("click on the structure first")))
      << message()->text().toStdString();
}

TEST_F(PropagationActionsTest, TheRangeHoldsTheSliceItBeginsOn) {
  trigger(ActionId::Propagate);
  const auto* dialog = window_->findChild<RangeDialog*>();
  ASSERT_NE(dialog, nullptr);
  EXPECT_EQ(dialog->findChild<QSpinBox*>(QStringLiteral("firstSlice"))->maximum(), 5);
  EXPECT_EQ(dialog->findChild<QSpinBox*>(QStringLiteral("lastSlice"))->minimum(), 5);
  EXPECT_EQ(dialog->findChild<QSpinBox*>(QStringLiteral("lastSlice"))->maximum(), 8);
}

}  // namespace
}  // namespace limn::gui
