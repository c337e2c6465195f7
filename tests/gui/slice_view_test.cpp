// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "views/slice_view.h"

#include "window_fixture.h"

#include <QMouseEvent>
#include <QWheelEvent>

namespace limn::gui {
namespace {

Grid ctGrid() {
  Grid grid;
  grid.size = {40, 30, 20};
  grid.spacing = {0.8, 0.8, 3};
  return grid;
}

class SliceViewTest : public WindowTest {
 protected:
  SliceView& plane(Anatomical plane) {
    return window_->planes().viewOf(axisOf(session_.volume().grid, plane));
  }
  /// The widget position of a patient position in a plane through it.
  QPointF at(SliceView& view, WorldPoint world) {
    return view.transform().toWidget(view.layout().toPixel(session_.volume().grid.toVoxel(world)));
  }
};

TEST_F(SliceViewTest, FindsTheVoxelUnderItsOwnPositionAtEveryZoom) {
  openWith(test::rampVolume(ctGrid()));

  for (const double factor : {1.0, 1.9, 2.7, 0.6}) {
    view().zoom(factor);
    for (const VoxelIndex voxel : {VoxelIndex{20, 15, 10}, VoxelIndex{17, 12, 10}}) {
      EXPECT_EQ(view().voxelAt(view().widgetAt(voxel)), voxel) << factor;
    }
  }
}

TEST_F(SliceViewTest, FollowsThePatientWhateverTheOrderOfTheFile) {
  for (const Grid& grid : test::allAxisOrders({12, 14, 16}, {1, 2, 3})) {
    openWith(test::rampVolume(grid));
    const WorldPoint here = grid.toWorld({5, 6, 7});
    const WorldPoint left{here.x + 2, here.y, here.z}, back{here.x, here.y + 2, here.z},
        up{here.x, here.y, here.z + 2};

    SliceView& axial = plane(Anatomical::Axial);
    EXPECT_GT(at(axial, left).x(), at(axial, here).x()) << grid.axisCodes();
    EXPECT_GT(at(axial, back).y(), at(axial, here).y()) << grid.axisCodes();
    EXPECT_EQ(axial.layout().leftLetter(), 'R');
    EXPECT_EQ(axial.layout().topLetter(), 'A');
    SliceView& coronal = plane(Anatomical::Coronal);
    EXPECT_GT(at(coronal, left).x(), at(coronal, here).x()) << grid.axisCodes();
    EXPECT_LT(at(coronal, up).y(), at(coronal, here).y()) << grid.axisCodes();
    EXPECT_EQ(coronal.layout().leftLetter(), 'R');
    EXPECT_EQ(coronal.layout().topLetter(), 'S');
    SliceView& sagittal = plane(Anatomical::Sagittal);
    EXPECT_GT(at(sagittal, back).x(), at(sagittal, here).x()) << grid.axisCodes();
    EXPECT_LT(at(sagittal, up).y(), at(sagittal, here).y()) << grid.axisCodes();
    EXPECT_EQ(sagittal.layout().leftLetter(), 'A');
    window_->allowLoss();
    window_.reset();
  }
}

TEST_F(SliceViewTest, TheWheelGoesTowardsTheHeadWhateverTheOrderOfTheFile) {
  Grid grid = ctGrid();
  grid.axes[2] = {0, 0, -1};
  openWith(test::rampVolume(grid));
  const auto before = window_->state().slice(Axis::Z);

  QWheelEvent up({60, 60}, view().mapToGlobal(QPointF(60, 60)), {}, {0, 120}, Qt::NoButton,
                 Qt::NoModifier, Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(&view(), &up);

  EXPECT_EQ(window_->state().slice(Axis::Z), before - 1);
}

TEST_F(SliceViewTest, ManySmallTurnsOfAFineWheelMakeOneSlice) {
  openWith(test::rampVolume(ctGrid()));
  const auto before = window_->state().slice(Axis::Z);

  for (int i = 0; i < 8; ++i) {
    QWheelEvent fine({60, 60}, view().mapToGlobal(QPointF(60, 60)), {}, {0, 15}, Qt::NoButton,
                     Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&view(), &fine);
  }

  EXPECT_EQ(window_->state().slice(Axis::Z), before + 1);
}

TEST_F(SliceViewTest, RightDragChangesTheWindowOutsideOfTheClickTool) {
  openWith(test::rampVolume(ctGrid()));
  trigger(ActionId::NavigateTool);
  const Window before = window_->state().window();

  QTest::mousePress(&view(), Qt::RightButton, Qt::NoModifier, {100, 100});
  QMouseEvent move(QEvent::MouseMove, QPointF(160, 80), view().mapToGlobal(QPointF(160, 80)),
                   Qt::NoButton, Qt::RightButton, Qt::NoModifier);
  QCoreApplication::sendEvent(&view(), &move);
  QTest::mouseRelease(&view(), Qt::RightButton, Qt::NoModifier, {160, 80});

  EXPECT_GT(window_->state().window().width, before.width);
  EXPECT_GT(window_->state().window().centre, before.centre);
  EXPECT_TRUE(session_.prompts().empty());
}

TEST_F(SliceViewTest, RightDragOfMoreThanFourPixelsChangesTheWindowInTheClickTool) {
  openWith(test::rampVolume(Size3{48, 40, 12}));
  const Window before = window_->state().window();
  const QPointF start = view().widgetAt({20, 16, 6});
  const auto rightDrag = [&](double pixels) {
    const QPointF end = start + QPointF(pixels, 0);
    QTest::mousePress(&view(), Qt::RightButton, Qt::NoModifier, start.toPoint());
    QMouseEvent move(QEvent::MouseMove, end, view().mapToGlobal(end), Qt::NoButton, Qt::RightButton,
                     Qt::NoModifier);
    QCoreApplication::sendEvent(&view(), &move);
    QTest::mouseRelease(&view(), Qt::RightButton, Qt::NoModifier, end.toPoint());
    settle();
  };

  rightDrag(60);
  EXPECT_GT(window_->state().window().width, before.width);
  EXPECT_TRUE(session_.prompts().empty()) << "a drag is no click";

  const Window dragged = window_->state().window();
  rightDrag(3);
  EXPECT_EQ(window_->state().window(), dragged) << "a click that trembles is a click";
  ASSERT_EQ(session_.prompts().size(), 1U);
  EXPECT_FALSE(std::get<core::PointPrompt>(session_.prompts()[0]).include);
}

TEST_F(SliceViewTest, LeftClickMovesTheLinkedCrosshairWhenNavigating) {
  openWith(test::rampVolume(ctGrid()));
  trigger(ActionId::NavigateTool);

  click({12, 8, 10});

  EXPECT_EQ(window_->state().crosshair(), (VoxelIndex{12, 8, 10}));
  EXPECT_EQ(window_->planes().viewOf(Axis::X).slice().slice, 12);
  EXPECT_EQ(window_->planes().viewOf(Axis::Y).slice().slice, 8);
}

TEST_F(SliceViewTest, ShiftAndMoveBringsTheCrosshairAlongWithoutAClick) {
  openWith(test::rampVolume(ctGrid()));
  const QPointF there = view().widgetAt({30, 20, 10});

  QMouseEvent move(QEvent::MouseMove, there, view().mapToGlobal(there), Qt::NoButton, Qt::NoButton,
                   Qt::ShiftModifier);
  QCoreApplication::sendEvent(&view(), &move);

  EXPECT_EQ(window_->state().crosshair(), (VoxelIndex{30, 20, 10}));
}

TEST_F(SliceViewTest, DrawsThePreviewAndHidesItWhilePeeking) {
  openWith(test::rampVolume(ctGrid()));
  const QImage before = view().grab().toImage();
  click({20, 15, 10});
  settle();
  const QImage with = view().grab().toImage();
  EXPECT_GT(changedPixels(with, before), 200);

  window_->state().setPeeking(true);
  const QImage peek = view().grab().toImage();
  window_->state().setPeeking(false);

  EXPECT_EQ(changedPixels(peek, before), 0);
  EXPECT_EQ(changedPixels(view().grab().toImage(), with), 0);
}

TEST_F(SliceViewTest, DoubleClickMaximisesAndRestoresWhenNavigating) {
  openWith(test::rampVolume(ctGrid()));
  trigger(ActionId::NavigateTool);

  QTest::mouseDClick(&view(), Qt::LeftButton, Qt::NoModifier, {100, 100});
  EXPECT_TRUE(window_->planes().isMaximised());
  EXPECT_FALSE(window_->planes().viewOf(Axis::X).isVisible());

  QTest::mouseDClick(&view(), Qt::LeftButton, Qt::NoModifier, {100, 100});
  EXPECT_FALSE(window_->planes().isMaximised());
  EXPECT_TRUE(window_->planes().viewOf(Axis::X).isVisible());
}

TEST_F(SliceViewTest, APictureHasOneView) {
  Volume picture = test::rampVolume(Size3{32, 24, 1});
  picture.source.format = "image";

  openWith(picture);

  EXPECT_TRUE(window_->planes().viewOf(Axis::Z).isVisible());
  EXPECT_FALSE(window_->planes().viewOf(Axis::X).isVisible());
  EXPECT_FALSE(window_->planes().viewOf(Axis::Y).isVisible());
}

}  // namespace
}  // namespace limn::gui
