// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "viewer_state.h"

#include "support/builders.h"
#include "window_presets.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

namespace limn::gui {
namespace {

TEST(ViewerState, StartsInTheMiddleOfTheVolume) {
  ViewerState state;

  state.reset(test::rampVolume(Size3{10, 20, 7}));

  EXPECT_EQ(state.crosshair(), (VoxelIndex{5, 10, 3}));
}

TEST(ViewerState, NeverLeavesTheVolume) {
  ViewerState state;
  state.reset(test::rampVolume(Size3{10, 20, 7}));

  state.setCrosshair({-4, 100, 3});
  EXPECT_EQ(state.crosshair(), (VoxelIndex{0, 19, 3}));

  state.stepSlice(Axis::Z, 1000);
  EXPECT_EQ(state.slice(Axis::Z), 6);
}

TEST(ViewerState, TellsOfRealChangesOnly) {
  ViewerState state;
  state.reset(test::rampVolume(Size3{10, 20, 7}));
  const QSignalSpy crosshair(&state, &ViewerState::crosshairChanged);
  const QSignalSpy window(&state, &ViewerState::windowChanged);

  state.setCrosshair(state.crosshair());
  state.setWindow(state.window());

  EXPECT_EQ(crosshair.count(), 0);
  EXPECT_EQ(window.count(), 0);
}

TEST(InitialWindow, PrefersTheFilesOwn) {
  Volume volume = test::rampVolume(Size3{4, 4, 4});
  volume.source.modality = "CT";
  EXPECT_EQ(initialWindow(volume), kWindowPresets[0]);

  volume.window = Window{12, 34};
  EXPECT_EQ(initialWindow(volume), (Window{12, 34}));
}

TEST(InitialWindow, IgnoresOutliersWhereNothingIsKnown) {
  std::vector<std::byte> data(200 * sizeof(std::int16_t));
  for (std::size_t i = 0; i < 200; ++i) {
    const auto value = static_cast<std::int16_t>(i == 199 ? 30000 : i);
    std::memcpy(data.data() + i * 2, &value, 2);
  }
  Grid grid;
  grid.size = {200, 1, 1};
  const Volume volume = makeVolume(grid, PixelType::Int16, 1, std::move(data)).value();

  EXPECT_LT(initialWindow(volume).width, 250);
}

TEST(DraggedWindow, WidensToTheRightAndBrightensUpwards) {
  const Window start{40, 400};

  const Window dragged = draggedWindow(start, 50, -50, 4000);

  EXPECT_GT(dragged.width, start.width);
  EXPECT_GT(dragged.centre, start.centre);
  EXPECT_GT(draggedWindow(start, -1e6, 0, 4000).width, 0);
}

}  // namespace
}  // namespace limn::gui
