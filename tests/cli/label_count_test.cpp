// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_count.h"

#include <gtest/gtest.h>

#include <cstring>
#include <utility>
#include <vector>

namespace limn::apps {
namespace {

Volume floats(const std::vector<float>& values) {
  Grid grid;
  grid.size = {static_cast<std::int64_t>(values.size()), 1, 1};
  std::vector<std::byte> data(values.size() * sizeof(float));
  std::memcpy(data.data(), values.data(), data.size());
  return makeVolume(grid, PixelType::Float32, 1, std::move(data)).value();
}

TEST(LabelCount, CountsWholeNumbersWhateverTheirType) {
  EXPECT_EQ(labelsOfMask(floats({0, 1, 1, 7, 0, 65535})),
            (LabelCounts{{1, 2}, {7, 1}, {65535, 1}}));
  EXPECT_EQ(labelsOfMask(floats({0, 0})), LabelCounts{});
}

TEST(LabelCount, TakesOtherVolumesForScans) {
  EXPECT_FALSE(labelsOfMask(floats({0, 0.5F})));
  EXPECT_FALSE(labelsOfMask(floats({-1, 0, 1})));
  EXPECT_FALSE(labelsOfMask(floats({1, 2})));  // no background
  EXPECT_FALSE(labelsOfMask(floats({0, 65536})));
  std::vector<float> many;
  for (int i = 0; i < 100; ++i)
    many.push_back(static_cast<float>(i));
  EXPECT_FALSE(labelsOfMask(floats(many)));
}

}  // namespace
}  // namespace limn::apps
