// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/label_comparison.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace limn::batch {
namespace {

Segmentation segmentation(std::vector<LabelId> voxels) {
  Segmentation s;
  s.grid.size = {4, 2, 2};
  s.grid.spacing = {1, 1, 3};
  s.voxels = std::move(voxels);
  return s;
}

TEST(LabelComparison, ListsEachLabelOfEitherAlsoWhereTheyOverlap) {
  const auto a = segmentation({0, 1, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  const auto layer = segmentation({0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  const auto b = segmentation({0, 1, 3, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0});

  const auto list = compareLabels({a, layer}, {b}, {.toleranceMm = 1});

  ASSERT_TRUE(list) << list.error().message();
  ASSERT_EQ(list->size(), 4U);
  EXPECT_DOUBLE_EQ((*list)[0].voxels.dice(), 2.0 / 3);
  EXPECT_EQ((*list)[1].voxels.dice(), 1);
  EXPECT_EQ((*list)[1].surface->hausdorff95, 0);
  EXPECT_EQ((*list)[2].voxels.label, 3);
  EXPECT_FALSE((*list)[2].surface);
  EXPECT_EQ((*list)[3].voxels.inBoth, 0);
  EXPECT_NEAR((*list)[3].surface->average, std::sqrt(10.0), 1e-6)
      << "a voxel down, a slice of 3 mm up";
}

TEST(LabelComparison, APartOfOneSliceOfAVolumeIsAllSurface) {
  std::vector<LabelId> voxels(9 * 9 * 3);
  std::fill_n(voxels.begin() + 81, 81, LabelId{1});
  Segmentation s;
  s.grid.size = {9, 9, 3};
  s.voxels = voxels;
  Segmentation point = s;
  std::ranges::fill(point.voxels, LabelId{0});
  point.voxels[81 + 40] = 1;

  const auto list = compareLabels({s}, {point}, {.toleranceMm = 0});

  ASSERT_TRUE(list);
  EXPECT_DOUBLE_EQ((*list)[0].surface->surfaceDice, 2.0 / 82)
      << "the middle of the plate is on its surface";
}

TEST(LabelComparison, RefusesOtherSizesAndAbsentPairs) {
  Segmentation small = segmentation({1, 1, 1, 1});
  small.grid.size = {4, 1, 1};
  const auto whole = segmentation(std::vector<LabelId>(16, 1));
  EXPECT_EQ(compareLabels({small}, {whole}, {}).error().code, ErrorCode::Mismatch);
  EXPECT_EQ(compareLabels({whole}, {whole}, {.pairs = {{1, 5}}}).error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace limn::batch
