// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// The mask under the resting cursor, in the real window.

#include "script/input_driver.h"
#include "window_fixture.h"

#include <QEvent>
#include <QLabel>
#include <algorithm>

namespace limn::gui {
namespace {

constexpr VoxelIndex kHere{20, 15, 10}, kThere{8, 22, 10};

class HoverTest : public WindowTest {
 protected:
  void open() {
    openWith(test::rampVolume(Size3{40, 30, 20}));
    ASSERT_TRUE(waitUntil([this] { return session_.isEncoded(view().slice()); }));
    settle();
  }
  void moveTo(VoxelIndex voxel) {
    script::moveMouse(view(), {1, 1}, Qt::NoButton);  // a move to where the cursor is, is none
    script::moveMouse(view(), view().widgetAt(voxel), Qt::NoButton);
  }
  [[nodiscard]] bool isShown() const { return session_.hoverMask() != nullptr; }
  bool waitUntilGone() {
    return waitUntil([this] { return !isShown(); });
  }
  void restAt(VoxelIndex voxel) {
    moveTo(voxel);
    ASSERT_TRUE(waitUntil([this] { return isShown(); }));
    settle();
  }
  /// Turns the event loop until a rest that began now would have been answered.
  void restInVain(VoxelIndex voxel) {
    moveTo(voxel);
    settle();
    EXPECT_FALSE(isShown());
  }
  QImage picture() { return view().grab().toImage(); }
};

TEST_F(HoverTest, TheMaskOfAClickIsShownWhereTheCursorRestsAndLighterThanTheClicks) {
  open();
  const QImage before = picture();

  restAt(kHere);
  const QImage hovered = picture();
  click(kHere);
  settle();
  const QImage clicked = picture();

  EXPECT_GT(changedPixels(hovered, before), 100);
  EXPECT_LT(changedPixels(hovered, before), changedPixels(clicked, before));
}

TEST_F(HoverTest, AClickThereIsAnsweredAtOnceWithTheSameMask) {
  open();
  restAt(kHere);
  const Mask foreseen = session_.hoverMask()->candidate().mask;

  click(kHere);

  EXPECT_EQ(preview().state, core::Preview::State::Ready);
  EXPECT_EQ(preview().current()->mask, foreseen);
  EXPECT_EQ(predictor_->asked().size(), 1U);
}

TEST_F(HoverTest, NothingIsAskedWhileTheCursorMoves) {
  open();

  moveTo(kHere);
  moveTo(kThere);

  EXPECT_TRUE(waitUntil([this] { return view().isDwelling(); }));
  EXPECT_TRUE(predictor_->asked().empty());
}

TEST_F(HoverTest, MovingOnLeavingAKeyTheWheelAndAnotherToolEndIt) {
  open();
  restAt(kHere);
  moveTo(kThere);
  EXPECT_TRUE(waitUntilGone());

  restAt(kHere);
  QEvent leave(QEvent::Leave);
  QCoreApplication::sendEvent(&view(), &leave);
  EXPECT_TRUE(waitUntilGone());

  restAt(kThere);
  QTest::keyClick(window_.get(), Qt::Key_Tab);
  EXPECT_TRUE(waitUntilGone());

  restAt(kHere);
  script::turnWheel(view(), view().widgetAt(kHere), 1);
  EXPECT_TRUE(waitUntilGone());
  script::turnWheel(view(), view().widgetAt(kHere), -1);
  ASSERT_TRUE(waitUntil([this] { return isShown(); }));  // the cursor rests on the slice again

  window_->actions().action(ActionId::NavigateTool)->trigger();
  EXPECT_TRUE(waitUntilGone());
  restInVain(kThere);
}

TEST_F(HoverTest, AHeldButtonIsADragAndNoRest) {
  open();

  script::pressMouse(view(), view().widgetAt(kHere), Qt::LeftButton);
  script::moveMouse(view(), view().widgetAt(kThere), Qt::LeftButton);
  QCoreApplication::processEvents();

  EXPECT_FALSE(view().isDwelling());
  script::releaseMouse(view(), view().widgetAt(kThere), Qt::LeftButton);
  settle();
}

TEST_F(HoverTest, CanBeSwitchedOffAndStaysOff) {
  open();
  restAt(kHere);

  trigger(ActionId::HoverPreview);

  EXPECT_FALSE(isShown());
  restInVain(kThere);
  EXPECT_FALSE(settings_.hoverPreview());
  window_->allowLoss();
  window_.reset();
  openWindow();
  EXPECT_FALSE(window_->state().isHoverOn());
  EXPECT_FALSE(window_->actions().action(ActionId::HoverPreview)->isChecked());
}

TEST_F(HoverTest, HiddenMasksHideItToo) {
  open();
  restAt(kHere);

  trigger(ActionId::HideOverlay);

  EXPECT_FALSE(isShown());
  restInVain(kThere);
}

TEST_F(HoverTest, TheKeysOfTheClickToolNameIt) {
  open();
  const auto isNamed = [this] {
    window_->actions().action(ActionId::Keys)->trigger();
    const auto labels =
        window_->findChild<QWidget*>(QStringLiteral("keysOverlay"))->findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(),
                       [](const QLabel* label) { return label->text() == QStringLiteral("Rest"); });
  };

  EXPECT_TRUE(isNamed());
  trigger(ActionId::HoverPreview);
  EXPECT_FALSE(isNamed());
}

}  // namespace
}  // namespace limn::gui
