// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draft/picture_region.h"

#include "support/builders.h"

#include <gtest/gtest.h>

namespace limn::batch {
namespace {

core::SlicePicture ramp(std::int64_t width, std::int64_t height) {
  core::SlicePicture picture{width, height, {}};
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x)
      picture.rgb.insert(picture.rgb.end(), 3, static_cast<std::uint8_t>(x + y));
  }
  return picture;
}

TEST(PictureRegion, LiesAroundTheObjectAndInThePicture) {
  Mask mask(100, 80);
  mask.set(2, 40);
  mask.set(11, 45);

  const PictureRegion region = regionAround(mask, 0.5, 16);

  EXPECT_EQ(region.side, 20);
  EXPECT_EQ(region.x, 0);
  EXPECT_EQ(region.y, 33);
  EXPECT_EQ(regionAround(mask, 50, 16).side, 100);
}

TEST(PictureRegion, OfItsOwnSizeIsThePictureItself) {
  const core::SlicePicture picture = ramp(20, 20);
  EXPECT_EQ(cutRegion(picture, {0, 0, 20}, 20), picture);
}

TEST(PictureRegion, IsBlackBeyondThePicture) {
  const core::SlicePicture cut = cutRegion(ramp(20, 20), {-10, 0, 20}, 20);
  EXPECT_EQ(cut.rgb[0], 0);
  EXPECT_EQ(cut.rgb[3 * 15], 5);
}

TEST(PictureRegion, MasksComeBackAsTheyWere) {
  const Mask mask = test::drawMask("......\n.##...\n.###..\n..#...\n......\n......");
  const PictureRegion region{0, 0, 6};

  EXPECT_EQ(fromRegion(toRegion(mask, region, 48), region, 6, 6), mask);
  EXPECT_EQ(toRegion(mask, region, 48).count(), mask.count() * 64);
}

}  // namespace
}  // namespace limn::batch
