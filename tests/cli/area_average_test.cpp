// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pack/area_average.h"

#include <gmock/gmock.h>

namespace limn::apps {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

TEST(AreaAverage, TakesTheMeanOfWholePixels) {
  const std::vector<std::uint8_t> pixels{0, 10, 20, 30, 2, 12, 22, 32};

  EXPECT_THAT(averageAreas(pixels, 1, {2, 4}, {1, 2}), ElementsAre(6, 26));
}

TEST(AreaAverage, SharesPixelsOutByTheirParts) {
  // Each new pixel covers one and a half old ones.
  EXPECT_THAT(averageAreas({30, 60, 90}, 1, {1, 3}, {1, 2}), ElementsAre(40, 80));
}

TEST(AreaAverage, KeepsChannelsApart) {
  const std::vector<std::uint8_t> pixels{10, 20, 30, 30, 40, 50};

  EXPECT_THAT(averageAreas(pixels, 3, {1, 2}, {1, 1}), ElementsAre(20, 30, 40));
}

TEST(AreaAverage, ConstantPicturesStayConstant) {
  const std::vector<std::uint8_t> pixels(37 * 53, 255);

  const auto small = averageAreas(pixels, 1, {37, 53}, {11, 16});

  EXPECT_EQ(small.size(), 11U * 16U);
  EXPECT_THAT(small, Each(255));
}

}  // namespace
}  // namespace limn::apps
