// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// Brush, eraser and lasso, with real mouse events.
#include "hand_editor.h"
#include "history_text.h"
#include "support/fake_case_store.h"
#include "window_fixture.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QMouseEvent>
#include <QWheelEvent>
#include <vector>

namespace limn::gui {
namespace {

Grid thickSlices() {
  Grid grid;
  grid.size = {40, 32, 12};
  grid.spacing = {1, 1, 3};
  return grid;
}

class DrawTest : public WindowTest {
 protected:
  void open(Volume volume = test::rampVolume(thickSlices())) {
    openWith(std::move(volume));
    window_->state().setHoverOn(false);
    choose(ActionId::BrushTool);
    setRadius(2);
  }
  void choose(ActionId tool) {
    trigger(tool);
    QTest::qWait(0);  // the options take their room
  }
  void setRadius(double radius) {
    core::Brush brush = window_->editor().brush();
    brush.radius = radius;
    window_->editor().setBrush(brush);
  }
  void send(QEvent::Type type, VoxelIndex voxel, Qt::MouseButton button, Qt::MouseButtons held,
            Qt::KeyboardModifiers keys = Qt::NoModifier) {
    const QPointF at = view().widgetAt(voxel);
    QMouseEvent event(type, at, view().mapToGlobal(at), button, held, keys);
    QCoreApplication::sendEvent(&view(), &event);
  }
  void press(VoxelIndex at, Qt::MouseButton button = Qt::LeftButton) {
    send(QEvent::MouseButtonPress, at, button, button);
  }
  void move(VoxelIndex at, Qt::MouseButtons held = Qt::LeftButton) {
    send(QEvent::MouseMove, at, Qt::NoButton, held);
  }
  void release(VoxelIndex at, Qt::MouseButton button = Qt::LeftButton) {
    send(QEvent::MouseButtonRelease, at, button, Qt::NoButton);
    settle();
  }
  void drag(std::vector<VoxelIndex> way, Qt::MouseButton button = Qt::LeftButton) {
    press(way.front(), button);
    for (const VoxelIndex at : way)
      move(at, button);
    release(way.back(), button);
  }
  void leaveView() {
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&view(), &leave);
  }
  [[nodiscard]] LabelId at(VoxelIndex voxel) const { return session_.document().labelAt(voxel); }
  [[nodiscard]] QString message() const {
    const MessageItem* item = window_->messages().find(QStringLiteral("draw"));
    return item != nullptr ? item->text() : QString();
  }
  [[nodiscard]] std::size_t actions() const { return session_.history().size(); }
};

constexpr VoxelIndex kA{10, 10, 6}, kB{25, 20, 6};

TEST_F(DrawTest, AStrokePaintsItsWholeWayAndIsOneStepOfUndo) {
  open();
  drag({kA, kB});

  for (int i = 0; i <= 15; ++i) {
    EXPECT_EQ(at({10 + i, 10 + (i * 10 + 7) / 15, 6}), 1) << i;
  }
  EXPECT_EQ(at({10, 10, 5}), 0) << "a disc stays on its slice";
  EXPECT_EQ(at({8, 10, 6}), 1);
  EXPECT_EQ(at({7, 10, 6}), 0);
  ASSERT_EQ(actions(), 1U);
  EXPECT_EQ(historyText(session_.history()[0]), QStringLiteral("Paint Label 1, slice 7"));
  trigger(ActionId::Undo);
  EXPECT_EQ(voxels(), 0);
  trigger(ActionId::Redo);
  EXPECT_EQ(at(kB), 1);
}

TEST_F(DrawTest, TheRightButtonErasesAndTheEraserTheOtherWayRound) {
  open();
  drag({kA, kB});
  drag({kA}, Qt::RightButton);
  EXPECT_EQ(at(kA), 0);
  EXPECT_EQ(at(kB), 1);
  EXPECT_EQ(historyText(session_.history()[1]), QStringLiteral("Erase Label 1, slice 7"));

  choose(ActionId::EraserTool);
  drag({kB});
  EXPECT_EQ(at(kB), 0);
  drag({kA}, Qt::RightButton);
  EXPECT_EQ(at(kA), 1);
  EXPECT_TRUE(session_.prompts().empty());
}

TEST_F(DrawTest, AStrokeIsSeenWhileItIsDrawnAndStaysAsItWasSeen) {
  open();
  leaveView();
  const QImage before = view().grab().toImage();
  press(kA);
  move(kB);
  const QImage during = view().grab().toImage();
  EXPECT_EQ(voxels(), 0) << "nothing is changed before the end";
  EXPECT_GT(changedPixels(before, during), 500);
  EXPECT_EQ(actions(), 0U);

  release(kB);
  QCoreApplication::processEvents();
  EXPECT_EQ(changedPixels(view().grab().toImage(), during), 0);
}

TEST_F(DrawTest, OnlyThePartThatAStrokeTouchesIsDrawnAgainAndNothingElseWouldDiffer) {
  open();
  press(kA);
  view().repaint();
  QRegion drawn;
  class Watch : public QObject {
   public:
    explicit Watch(QRegion& region) : region_(region) {}
    bool eventFilter(QObject*, QEvent* event) override {
      if (event->type() == QEvent::Paint) region_ += static_cast<QPaintEvent*>(event)->region();
      return false;
    }

   private:
    QRegion& region_;
  } watch(drawn);
  view().installEventFilter(&watch);
  move({12, 10, 6});
  ASSERT_TRUE(waitUntil([&] { return !drawn.isEmpty(); }));

  const QRect rect = drawn.boundingRect();
  EXPECT_LT(rect.width() * rect.height(), view().width() * view().height() / 4);
  EXPECT_TRUE(rect.contains(view().widgetAt({14, 10, 6}).toPoint()));
  view().removeEventFilter(&watch);
  release({12, 10, 6});
}

TEST_F(DrawTest, EscapeDropsTheStroke) {
  open();
  move(kA, Qt::NoButton);
  const QImage before = view().grab().toImage();
  press(kA);
  move(kB);
  QTest::keyClick(window_.get(), Qt::Key_Escape);
  move(kA, Qt::LeftButton);
  release(kA);

  EXPECT_EQ(voxels(), 0);
  EXPECT_EQ(actions(), 0U);
  EXPECT_EQ(changedPixels(view().grab().toImage(), before), 0);
}

TEST_F(DrawTest, AnotherToolDropsTheStroke) {
  open();
  press(kA);
  window_->actions().action(ActionId::NavigateTool)->trigger();
  release(kA);

  EXPECT_EQ(actions(), 0U);
}

TEST_F(DrawTest, AnotherStudyDropsTheStroke) {
  open();
  press(kA);
  session_.open(test::rampVolume(Size3{30, 30, 9}));
  release(kA);

  EXPECT_EQ(voxels(), 0);
  drag({{12, 12, 4}});
  EXPECT_GT(voxels(), 0);
}

TEST_F(DrawTest, TheWheelWithShiftAndTheBracketsChangeTheSize) {
  open();
  const auto shown = [this] {
    return window_->findChild<QDoubleSpinBox*>(QStringLiteral("brushRadius"))->value();
  };
  setRadius(10);
  EXPECT_EQ(shown(), 10);
  const auto slice = window_->state().slice(Axis::Z);
  const QPointF here = view().widgetAt(kA);
  QWheelEvent turn(here, view().mapToGlobal(here), {}, {0, 240}, Qt::NoButton, Qt::ShiftModifier,
                   Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(&view(), &turn);
  EXPECT_NEAR(shown(), 13.2, 0.05);
  EXPECT_EQ(window_->state().slice(Axis::Z), slice);

  QTest::keyClick(window_.get(), Qt::Key_BracketLeft);
  EXPECT_NEAR(shown(), 11.5, 0.05);
  QTest::keyClick(window_.get(), Qt::Key_BracketRight);
  EXPECT_NEAR(shown(), 13.2, 0.05);
  setRadius(0.1);
  QTest::keyClick(window_.get(), Qt::Key_BracketLeft);
  EXPECT_EQ(shown(), 0.1);
  QTest::keyClick(window_.get(), Qt::Key_BracketRight);
  EXPECT_GT(shown(), 0.1) << "each step changes it";
}

TEST_F(DrawTest, TheCursorShowsTheFootprintInTheViewUnderTheMouseOnly) {
  open();
  leaveView();
  const QImage plain = view().grab().toImage();
  move(kA, Qt::NoButton);
  const QImage with = view().grab().toImage();

  QRect changed;
  for (int y = 0; y < plain.height(); ++y) {
    for (int x = 0; x < plain.width(); ++x) {
      if (plain.pixel(x, y) != with.pixel(x, y)) changed |= QRect(x, y, 1, 1);
    }
  }
  const double ratio = plain.devicePixelRatio();
  const QPointF left = view().widgetAt({8, 10, 6}), right = view().widgetAt({12, 10, 6});
  const double voxel = view().widgetAt({9, 10, 6}).x() - left.x();
  EXPECT_NEAR(changed.left() / ratio, left.x() - voxel / 2, 3);
  EXPECT_NEAR(changed.right() / ratio, right.x() + voxel / 2, 3);
  leaveView();
  EXPECT_EQ(changedPixels(view().grab().toImage(), plain), 0);
}

TEST_F(DrawTest, IsRoundInMillimetresInAPlaneAcrossTheSlices) {
  open();
  setRadius(6);
  window_->state().setActiveAxis(Axis::Y);
  window_->state().setCrosshair({20, 16, 6});
  drag({{20, 16, 6}});

  EXPECT_EQ(at({26, 16, 6}), 1);
  EXPECT_EQ(at({27, 16, 6}), 0);
  EXPECT_EQ(at({20, 16, 8}), 1) << "two slices of 3 mm";
  EXPECT_EQ(at({20, 16, 9}), 0);
  EXPECT_EQ(at({20, 17, 6}), 0);
}

TEST_F(DrawTest, ASphereReachesTheNeighbouringSlices) {
  open();
  trigger(ActionId::BrushSphere);
  setRadius(6);
  drag({{20, 16, 6}});

  EXPECT_EQ(at({20, 16, 8}), 1);
  EXPECT_EQ(at({20, 16, 9}), 0);
  EXPECT_EQ(at({20, 22, 6}), 1);
  EXPECT_EQ(at({20, 22, 7}), 0);
  EXPECT_EQ(at({25, 16, 7}), 1) << "5 mm aside and 3 mm up";
  EXPECT_EQ(at({26, 16, 7}), 0);
}

TEST_F(DrawTest, PaintsOnlyValuesInTheRangeTakenFromUnderTheCursor) {
  open(test::rampVolume(Size3{40, 32, 12}));  // value = x + 10 y + 100 z
  setRadius(1);
  move({20, 10, 6}, Qt::NoButton);
  trigger(ActionId::RangeFromCursor);
  ASSERT_TRUE(window_->editor().brush().range);
  EXPECT_EQ(window_->editor().brush().range->minimum, 710);
  EXPECT_EQ(window_->editor().brush().range->maximum, 730);
  EXPECT_EQ(window_->findChild<QDoubleSpinBox*>(QStringLiteral("rangeFrom"))->value(), 710);
  setRadius(15);
  drag({{20, 10, 6}});

  for (std::int64_t y = 0; y < 32; ++y) {
    for (std::int64_t x = 0; x < 40; ++x) {
      const std::int64_t value = x + 10 * y + 600, dx = x - 20, dy = y - 10;
      const bool isWanted = value >= 710 && value <= 730 && dx * dx + dy * dy <= 225;
      EXPECT_EQ(at({x, y, 6}), isWanted ? 1 : 0) << x << ',' << y;
    }
  }
  trigger(ActionId::BrushRange);
  EXPECT_FALSE(window_->editor().brush().range);
}

TEST_F(DrawTest, EntersOtherLabelsOnlyWhenToldTo) {
  open();
  drag({kA});
  const LabelId second = session_.document().addLabel();
  session_.setActiveLabel(second);
  settle();
  drag({{12, 10, 6}});
  EXPECT_EQ(at(kA), 1);
  trigger(ActionId::KeepOtherLabels);
  drag({{12, 10, 6}});
  EXPECT_EQ(at(kA), second);
}

TEST_F(DrawTest, SaysWhyNothingCanBeDrawn) {
  open();
  const auto refusal = [&] {
    drag({kA});
    EXPECT_EQ(voxels(), 0);
    return message();
  };
  ASSERT_TRUE(session_.document().setLocked(1, true));
  EXPECT_TRUE(refusal().contains(QStringLiteral("locked")));
  ASSERT_TRUE(session_.document().setLocked(1, false));
  ASSERT_TRUE(session_.document().setVisible(1, false));
  EXPECT_TRUE(refusal().contains(QStringLiteral("hidden")));
  ASSERT_TRUE(session_.document().setVisible(1, true));
  window_->state().setOverlayShown(false);
  EXPECT_TRUE(refusal().contains(QStringLiteral("hidden")));
  window_->state().setOverlayShown(true);
  drag({kA});
  EXPECT_GT(voxels(), 0);
  EXPECT_EQ(message(), QString()) << "it is gone with the next edit";
}

TEST_F(DrawTest, DrawsNeitherInThePastNorInAReadOnlyCase) {
  open();
  drag({kA});
  drag({kB});
  session_.lookBack(1);
  settle();
  drag({{20, 25, 6}});
  EXPECT_EQ(actions(), 2U);
  EXPECT_NE(window_->messages().find(QStringLiteral("past")), nullptr);
  session_.returnToNow();
  settle();

  const Volume volume = session_.volume();
  auto store = std::make_shared<test::FakeCaseStore>(
      CaseData{core::caseSource(volume, "hash"), core::firstLabels(), {}, {}});
  store->readOnlyBecause = Error{ErrorCode::Locked, "somebody else has it", {}};
  ASSERT_TRUE(session_.open(volume, core::OpenedCase{store, store->load().value()}));
  settle();
  drag({kA});
  EXPECT_EQ(actions(), 0U);
  EXPECT_TRUE(message().contains(QStringLiteral("read-only")));
}

TEST_F(DrawTest, TheLassoAddsAndCutsWhatIsInside) {
  open();
  choose(ActionId::LassoTool);
  drag({{10, 10, 6}, {20, 10, 6}, {20, 18, 6}, {10, 18, 6}});
  EXPECT_EQ(voxels(), 80);
  EXPECT_EQ(at({15, 14, 6}), 1);
  EXPECT_EQ(at({15, 14, 5}), 0);
  drag({{15, 5, 6}, {30, 5, 6}, {30, 30, 6}, {15, 30, 6}}, Qt::RightButton);
  EXPECT_EQ(voxels(), 40);
  EXPECT_EQ(historyText(session_.history()[1]),
            QStringLiteral("Cut from Label 1 by lasso, slice 7"));
  drag({{10, 10, 6}});
  EXPECT_EQ(actions(), 2U) << "a click encloses nothing";
}

TEST_F(DrawTest, AMaskThatWasEditedIsWhatFurtherClicksCorrect) {
  open();
  choose(ActionId::ClickTool);
  click({20, 16, 6});
  settle();
  trigger(ActionId::Accept);
  choose(ActionId::BrushTool);
  drag({{20, 16, 6}}, Qt::RightButton);
  const Mask edited = session_.document().labelMask({Axis::Z, 6}, 1);
  ASSERT_FALSE(edited.test(20, 16));
  window_->state().setCrosshair({20, 12, 6});
  trigger(ActionId::ContinueMask);

  ASSERT_NE(preview().current(), nullptr);
  EXPECT_EQ(preview().current()->mask, edited);
  EXPECT_TRUE(window_->findChild<QLabel*>(QStringLiteral("previewText"))
                  ->text()
                  .contains(QStringLiteral("as it was edited")));
}

TEST_F(DrawTest, OtherButtonsAndKeysStillLookAround) {
  open();
  const Window before = window_->state().window();
  send(QEvent::MouseButtonPress, kA, Qt::RightButton, Qt::RightButton, Qt::ShiftModifier);
  send(QEvent::MouseMove, kB, Qt::NoButton, Qt::RightButton, Qt::ShiftModifier);
  send(QEvent::MouseButtonRelease, kB, Qt::RightButton, Qt::NoButton, Qt::ShiftModifier);
  settle();

  EXPECT_NE(window_->state().window(), before);
  EXPECT_EQ(actions(), 0U);
}

}  // namespace
}  // namespace limn::gui
