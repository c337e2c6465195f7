// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mask/mask_shape.h"

#include "drawn_disk.h"
#include "support/builders.h"

#include <gtest/gtest.h>

#include <cmath>

namespace limn::batch {
namespace {

TEST(MaskShape, DistanceIsThatToTheNearestPixelOfTheOtherKind) {
  const Mask mask = disk(24, 11, 12, 6);
  const SignedDistance distance = signedDistance(mask);

  for (std::int64_t y = 0; y < 24; ++y) {
    for (std::int64_t x = 0; x < 24; ++x) {
      double nearest = 1e9;
      for (std::int64_t v = 0; v < 24; ++v) {
        for (std::int64_t u = 0; u < 24; ++u) {
          if (mask.test(u, v) != mask.test(x, y))
            nearest = std::min(nearest,
                               std::hypot(static_cast<double>(u - x), static_cast<double>(v - y)));
        }
      }
      const double expected = mask.test(x, y) ? 0.5 - nearest : nearest - 0.5;
      ASSERT_NEAR(distance.at(x, y), expected, 1e-4) << x << ',' << y;
    }
  }
}

TEST(MaskShape, AMaskHasNoBorderAtTheEdgeOfThePicture) {
  const SignedDistance distance = signedDistance(test::drawMask("###./###./###."));

  EXPECT_FLOAT_EQ(distance.at(0, 0), -2.5F);
  EXPECT_EQ(within(distance, -1), test::drawMask("##../##../##.."));
}

TEST(MaskShape, GrowsAndShrinks) {
  const SignedDistance distance =
      signedDistance(test::drawMask(".....\n.###.\n.###.\n.###.\n....."));

  EXPECT_EQ(within(distance, -1), test::drawMask(".....\n.....\n..#..\n.....\n....."));
  EXPECT_EQ(within(distance, 0.6), test::drawMask(".###.\n#####\n#####\n#####\n.###."));
}

TEST(MaskShape, ShiftsOutOfThePicture) {
  EXPECT_EQ(shifted(test::drawMask("##./.../..."), 1, 1), test::drawMask(".../.##/..."));
  EXPECT_EQ(shifted(test::drawMask("#../#../..."), -1, 0).count(), 0);
}

TEST(MaskShape, PartsHangTogetherByCornersLargestFirst) {
  const auto parts = components(test::drawMask("#..##/.#.##/....."));

  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0], test::drawMask("...##/...##/....."));
  EXPECT_EQ(parts[1], test::drawMask("#..../.#.../....."));
}

TEST(MaskShape, InnermostPointsAreDeepAndApart) {
  const auto points = innermostPoints(disk(40, 20, 20, 10), 3);

  ASSERT_EQ(points.size(), 3U);
  EXPECT_NEAR(std::hypot(points[0].x - 20, points[0].y - 20), 0, 1);
  EXPECT_GT(std::hypot(points[1].x - points[2].x, points[1].y - points[2].y), 4);
  EXPECT_FALSE(innermost(Mask(5, 5)).has_value());
}

TEST(MaskShape, InnermostPointsDoNotDependOnWhereInThePictureTheMaskLies) {
  const Mask small = disk(40, 20, 19, 9), large = shifted(disk(200, 20, 19, 9), 150, 100);

  const auto near = innermostPoints(small, 4), far = innermostPoints(large, 4);

  ASSERT_EQ(near.size(), far.size());
  for (std::size_t i = 0; i < near.size(); ++i) {
    EXPECT_EQ(far[i].x, near[i].x + 150);
    EXPECT_EQ(far[i].y, near[i].y + 100);
  }
}

TEST(MaskShape, APictureEdgeIsNoBorderForTheInnermostPoint) {
  Mask mask(30, 20);
  for (std::int64_t y = 0; y < 20; ++y) {
    for (std::int64_t x = 0; x < 12; ++x)
      mask.set(x, y);
  }

  const auto point = innermost(mask);

  ASSERT_TRUE(point.has_value());
  EXPECT_EQ(point->x, 0);  // twelve pixels from the only border there is
}

}  // namespace
}  // namespace limn::batch
