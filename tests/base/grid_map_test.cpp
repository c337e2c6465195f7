// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/grid_map.h"

#include <gtest/gtest.h>

#include <string>

namespace limn {
namespace {

Grid grid() {
  Grid g;
  g.size = {10, 20, 5};
  g.spacing = {1, 2, 3};
  g.origin = {-7, 11, 100};
  return g;
}

/// The same voxels with y reversed and x and z exchanged.
Grid reordered() {
  Grid g;
  g.size = {5, 20, 10};
  g.spacing = {3, 2, 1};
  g.origin = {-7, 11 + 19 * 2, 100};
  g.axes = {Vec3{0, 0, 1}, Vec3{0, -1, 0}, Vec3{1, 0, 0}};
  return g;
}

TEST(GridMap, FindsVoxelsInAnotherOrder) {
  const auto map = mapGrid(grid(), "a", reordered(), "b");

  ASSERT_TRUE(map) << map.error().message();
  EXPECT_EQ((*map)({0, 0, 0}), (VoxelIndex{0, 19, 0}));
  EXPECT_EQ((*map)({9, 3, 4}), (VoxelIndex{4, 16, 9}));
}

TEST(GridMap, ForgivesTheRoundingOfHeaders) {
  Grid rounded = grid();
  rounded.origin.x += 0.001;
  rounded.spacing.y = 2.0001;

  EXPECT_TRUE(mapGrid(grid(), "a", rounded, "b"));
}

TEST(GridMap, RefusesOtherGridsAndNamesBoth) {
  Grid shifted = grid(), finer = grid(), shorter = grid();
  shifted.origin.x += 0.2;
  finer.spacing.z = 2.9;
  shorter.size.z = 4;
  for (const Grid& other : {shifted, finer, shorter}) {
    const auto map = mapGrid(grid(), "the image", other, "draft.nii");
    ASSERT_FALSE(map);
    EXPECT_EQ(map.error().code, ErrorCode::Mismatch);
    EXPECT_NE(map.error().detail.find("the image and draft.nii"), std::string::npos);
  }
}

TEST(GridMap, WithoutDirectionsVoxelsWithTheSameIndexCorrespond) {
  Grid picture, mask;
  picture.size = mask.size = {4, 3, 1};
  picture.calibration = mask.calibration = Calibration::None;
  mask.axes = {Vec3{-1, 0, 0}, Vec3{0, -1, 0}, Vec3{0, 0, 1}};

  const auto map = mapGrid(picture, "picture", mask, "mask");

  ASSERT_TRUE(map) << map.error().message();
  EXPECT_EQ((*map)({3, 1, 0}), (VoxelIndex{3, 1, 0}));
  mask.size.x = 5;
  const auto wider = mapGrid(picture, "picture", mask, "mask");
  ASSERT_FALSE(wider);
  EXPECT_NE(wider.error().detail.find("4x3x1 voxels (not calibrated)"), std::string::npos);
}

TEST(GridMap, WithoutDirectionsKnownSpacingsMustAgree) {
  Grid radiograph, mask;
  radiograph.size = mask.size = {4, 3, 1};
  radiograph.calibration = mask.calibration = Calibration::ImagerPixelSpacing;
  radiograph.spacing = {0.2, 0.2, 1};
  mask.spacing = {0.2, 0.3, 1};

  EXPECT_FALSE(mapGrid(radiograph, "radiograph", mask, "mask"));
  mask.spacing.y = 0.2;
  EXPECT_TRUE(mapGrid(radiograph, "radiograph", mask, "mask"));
}

}  // namespace
}  // namespace limn
