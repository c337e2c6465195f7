// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/mask.h"

#include "support/builders.h"

#include <gtest/gtest.h>

#include <random>

namespace limn {
namespace {

TEST(Mask, CountsAndBoundsAcrossWordBorders) {
  Mask mask(130, 3);
  EXPECT_TRUE(mask.bounds().isEmpty());

  mask.set(63, 1);
  mask.set(64, 1);
  mask.set(129, 2);

  EXPECT_EQ(mask.count(), 3);
  EXPECT_EQ(mask.bounds(), (PixelBox{63, 1, 130, 3}));
  mask.set(129, 2, false);
  EXPECT_EQ(mask.bounds(), (PixelBox{63, 1, 65, 2}));
}

TEST(MaskRle, RunsAlternateStartingWithOutside) {
  EXPECT_EQ(encodeRle(test::drawMask("##./.#.")).runs, (std::vector<std::uint32_t>{0, 2, 2, 1, 1}));
  EXPECT_EQ(encodeRle(test::drawMask("...")).runs, (std::vector<std::uint32_t>{3}));
}

TEST(MaskRle, AnyMaskComesBack) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    Mask mask(1 + static_cast<std::int64_t>(random() % 150),
              1 + static_cast<std::int64_t>(random() % 20));
    for (std::int64_t y = 0; y < mask.height(); ++y) {
      for (std::int64_t x = 0; x < mask.width(); ++x)
        mask.set(x, y, random() % 3 == 0);
    }
    EXPECT_EQ(decodeRle(encodeRle(mask)), mask);
  }
}

TEST(MaskRle, RunsThatDoNotFitGiveNothing) {
  EXPECT_TRUE(decodeRle({3, 2, {0, 2, 2}}).isEmpty());
  EXPECT_TRUE(decodeRle({-1, 2, {}}).isEmpty());
}

}  // namespace
}  // namespace limn
