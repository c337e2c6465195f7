// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/slice_layout.h"

#include "support/builders.h"

#include <gtest/gtest.h>

namespace limn {
namespace {

constexpr std::array kAxes{Axis::X, Axis::Y, Axis::Z};

TEST(SliceLayout, PicturePointsComeBackForEveryAxisOrder) {
  for (const Grid& grid : test::allAxisOrders({4, 5, 6}, {1, 2, 3})) {
    for (const Axis axis : kAxes) {
      const SliceLayout layout = sliceLayout(grid, axis);
      for (std::int64_t slice = 0; slice < layout.slices; ++slice) {
        const PixelPoint p{1.25, 2.5};
        EXPECT_EQ(layout.toPixel(layout.toVoxel(p, slice)), p) << grid.axisCodes();
      }
    }
  }
}

TEST(SliceLayout, PicturesFollowThePatientForEveryAxisOrder) {
  for (const Grid& grid : test::allAxisOrders({4, 5, 6}, {1, 2, 3})) {
    const SliceLayout axial = sliceLayout(grid, axisOf(grid, Anatomical::Axial));
    EXPECT_EQ(axial.anatomical, Anatomical::Axial);
    EXPECT_EQ(axial.leftLetter(), 'R');
    EXPECT_EQ(axial.rightLetter(), 'L');
    EXPECT_EQ(axial.topLetter(), 'A');
    EXPECT_EQ(axial.bottomLetter(), 'P');
    const SliceLayout coronal = sliceLayout(grid, axisOf(grid, Anatomical::Coronal));
    EXPECT_EQ(coronal.rightLetter(), 'L');
    EXPECT_EQ(coronal.bottomLetter(), 'I');
    const SliceLayout sagittal = sliceLayout(grid, axisOf(grid, Anatomical::Sagittal));
    EXPECT_EQ(sagittal.leftLetter(), 'A');
    EXPECT_EQ(sagittal.topLetter(), 'S');
  }
}

TEST(SliceLayout, ViewShowsTheVoxelThatTheLayoutNames) {
  for (const Grid& grid : test::allAxisOrders({4, 5, 6}, {1, 1, 1})) {
    const Volume volume = test::rampVolume(grid);
    for (const Axis axis : kAxes) {
      const SliceLayout layout = sliceLayout(grid, axis);
      const ImageView view = sliceView(volume, layout, 2);
      for (std::int64_t y = 0; y < view.height; ++y) {
        for (std::int64_t x = 0; x < view.width; ++x) {
          const VoxelPoint v = layout.toVoxel({static_cast<double>(x), static_cast<double>(y)}, 2);
          EXPECT_EQ(sampleValue(view.at(x, y), view.type), volume.value(Grid::nearest(v)));
        }
      }
    }
  }
}

TEST(SliceLayout, SpacingFollowsThePictureNotTheFile) {
  Grid grid;
  grid.size = {4, 5, 6};
  grid.spacing = {1, 2, 3};
  grid.axes = {Vec3{0, 0, 1}, Vec3{1, 0, 0}, Vec3{0, 1, 0}};

  const SliceLayout axial = sliceLayout(grid, Axis::X);

  EXPECT_EQ(axial.anatomical, Anatomical::Axial);
  EXPECT_EQ(axial.columnSpacing, 2);
  EXPECT_EQ(axial.rowSpacing, 3);
  EXPECT_EQ(axial.sliceSpacing, 1);
  EXPECT_EQ(axial.width, 5);
  EXPECT_EQ(axial.height, 6);
}

TEST(SliceLayout, ObliqueVolumesTakeTheNearestPlanesAndThreeDifferentAxes) {
  const double c = std::cos(0.7), s = std::sin(0.7);  // 40 degrees about the head-foot axis
  Grid grid;
  grid.size = {4, 5, 6};
  grid.axes = {Vec3{c, s, 0}, Vec3{-s, c, 0}, Vec3{0, 0, 1}};

  EXPECT_EQ(axisOf(grid, Anatomical::Axial), Axis::Z);
  EXPECT_EQ(axisOf(grid, Anatomical::Sagittal), Axis::X);
  EXPECT_EQ(axisOf(grid, Anatomical::Coronal), Axis::Y);
}

}  // namespace
}  // namespace limn
