// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/geometry.h"

#include "support/builders.h"

#include <gtest/gtest.h>

#include <limits>

namespace limn {
namespace {

TEST(Grid, WorldAndVoxelAreInverse) {
  for (const Grid& grid : test::allAxisOrders({4, 5, 6}, {0.7, 1.3, 2.9})) {
    const VoxelPoint p{1.25, -3, 4.5};
    const VoxelPoint back = grid.toVoxel(grid.toWorld(p));
    EXPECT_NEAR(back.x, p.x, 1e-9);
    EXPECT_NEAR(back.y, p.y, 1e-9);
    EXPECT_NEAR(back.z, p.z, 1e-9);
  }
}

TEST(Grid, FirstVoxelLiesAtTheOriginAndAxesScaleBySpacing) {
  Grid grid;
  grid.size = {4, 5, 6};
  grid.spacing = {2, 3, 4};
  grid.origin = {10, 20, 30};

  EXPECT_EQ(grid.toWorld({0, 0, 0}), (WorldPoint{10, 20, 30}));
  EXPECT_EQ(grid.toWorld({1, 1, 1}), (WorldPoint{12, 23, 34}));
}

TEST(Grid, AxisCodesNameTheDirectionOfGrowth) {
  Grid grid;
  EXPECT_EQ(grid.axisCodes(), "LPS");
  grid.axes = {Vec3{-1, 0, 0}, Vec3{0, -1, 0}, Vec3{0, 0, 1}};
  EXPECT_EQ(grid.axisCodes(), "RAS");
}

TEST(Grid, AxisCodesOfAnObliqueGridNameEachDirectionOnce) {
  Grid grid;  // the short axis of a heart: y and z are both nearest to Right
  grid.axes = {Vec3{-0.1046, 0.3464, -0.9322}, Vec3{-0.7332, -0.6602, -0.163},
               Vec3{-0.6719, 0.6665, 0.323}};
  EXPECT_EQ(grid.axisCodes(), "IRP");
}

TEST(Grid, RefusesWhatCannotBeAGrid) {
  Grid good;
  good.size = {4, 5, 6};
  ASSERT_TRUE(good.check());

  Grid noVoxels = good, hugeProduct = good, badSpacing = good, sheared = good, nowhere = good;
  noVoxels.size.y = 0;
  hugeProduct.size = {1 << 20, 1 << 20, 1 << 20};
  badSpacing.spacing.z = -1;
  sheared.axes[1] = Vec3{0.5, 0.86602540378, 0};
  nowhere.origin.x = std::numeric_limits<double>::quiet_NaN();

  for (const Grid& bad : {noVoxels, hugeProduct, badSpacing, sheared, nowhere}) {
    EXPECT_EQ(bad.check().error().code, ErrorCode::Unreadable);
  }
}

TEST(Grid, CornerDistanceFindsAShiftAndAnotherSize) {
  Grid a;
  a.size = {4, 5, 6};
  Grid b = a, c = a;
  b.origin.z = 2.5;
  c.size.x = 5;

  EXPECT_EQ(largestCornerDistance(a, a), 0);
  EXPECT_DOUBLE_EQ(largestCornerDistance(a, b), 2.5);
  EXPECT_TRUE(std::isinf(largestCornerDistance(a, c)));
}

TEST(Grid, NearestRoundsHalvesUpOnBothSidesOfZero) {
  EXPECT_EQ(Grid::nearest({0.5, -0.5, 1.49}), (VoxelIndex{1, 0, 1}));
}

TEST(Grid, TheNearestVoxelOfAPointFarAwayIsAPlainInteger) {
  EXPECT_GT(Grid::nearest({1e300, 0, 0}).x, 0);
  EXPECT_LT(Grid::nearest({0, -1e300, 0}).y, 0);
}

}  // namespace
}  // namespace limn
