// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_sample.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace limn::apps {
namespace {

/// A black picture without masks.
imaging::LabelledPicture pictureOf(std::int64_t height, std::int64_t width,
                                   std::int64_t channels = 1) {
  return {height,
          width,
          channels,
          std::vector<std::uint8_t>(static_cast<std::size_t>(height * width * channels)),
          {}};
}

void addMask(imaging::LabelledPicture& picture, std::size_t first, std::size_t count) {
  std::vector<std::uint8_t> inside(static_cast<std::size_t>(picture.height * picture.width));
  std::fill_n(inside.begin() + static_cast<std::ptrdiff_t>(first), count, std::uint8_t{1});
  picture.objects.push_back({"", static_cast<int>(picture.objects.size()) + 1, std::move(inside)});
}

std::int64_t valueAt(const at::Tensor& tensor, std::initializer_list<std::int64_t> index) {
  at::Tensor at = tensor;
  for (const std::int64_t i : index)
    at = at[i];
  return at.item<std::int64_t>();
}

TEST(PackSample, KeepsPixelsMasksAndNames) {
  auto picture = pictureOf(4, 5);
  picture.pixels[7] = 99;
  addMask(picture, 0, 5);
  addMask(picture, 10, 3);

  const auto packed = packPicture({.id = "a",
                                   .caseName = "c",
                                   .split = {},
                                   .modality = "CT",
                                   .target = "t",
                                   .other = {},
                                   .files = {}},
                                  picture, {});

  ASSERT_TRUE(packed.sample);
  EXPECT_EQ(packed.masks, 2);
  EXPECT_EQ(packed.sample->image.sizes(), (std::vector<std::int64_t>{4, 5, 1}));
  EXPECT_EQ(packed.sample->masks.sizes(), (std::vector<std::int64_t>{1, 4, 5}));
  EXPECT_EQ(valueAt(packed.sample->image, {1, 2, 0}), 99);
  EXPECT_EQ(valueAt(packed.sample->masks, {0, 0, 4}), 1);
  EXPECT_EQ(valueAt(packed.sample->masks, {0, 2, 0}), 2);
  EXPECT_EQ(packed.sample->masks.count_nonzero().item<int>(), 8);
  EXPECT_EQ(packed.sample->entry.id, "a");
  EXPECT_EQ(packed.sample->entry.caseName, "c");
  EXPECT_EQ(packed.sample->entry.modality, "CT");
  EXPECT_EQ(packed.sample->entry.target, "t");
}

TEST(PackSample, GreyColoursBecomeOneChannelAndOthersStay) {
  auto grey = pictureOf(2, 2, 3);
  std::fill(grey.pixels.begin(), grey.pixels.end(), std::uint8_t{7});
  addMask(grey, 0, 4);
  auto colour = grey;
  colour.pixels[4] = 8;

  EXPECT_EQ(packPicture({}, grey, {}).sample->image.size(2), 1);
  EXPECT_EQ(valueAt(packPicture({}, grey, {}).sample->image, {1, 1, 0}), 7);
  EXPECT_EQ(packPicture({}, colour, {}).sample->image.size(2), 3);
  EXPECT_EQ(valueAt(packPicture({}, colour, {}).sample->image, {0, 1, 1}), 8);
}

TEST(PackSample, MasksThatOverlapGoToFurtherPlanes) {
  auto picture = pictureOf(4, 4);
  addMask(picture, 0, 8);
  addMask(picture, 4, 8);
  addMask(picture, 12, 4);

  const at::Tensor masks = packPicture({}, picture, {}).sample->masks;

  ASSERT_EQ(masks.size(0), 2);
  EXPECT_EQ(valueAt(masks, {0, 1, 0}), 1);
  EXPECT_EQ(valueAt(masks, {1, 1, 0}), 1);
  EXPECT_EQ(valueAt(masks, {0, 3, 0}), 2);
}

TEST(PackSample, MoreThan255MasksGoToFurtherPlanes) {
  auto picture = pictureOf(20, 20);
  for (std::size_t i = 0; i < 300; ++i)
    addMask(picture, i, 1);

  const auto packed = packPicture({}, picture, {});

  EXPECT_EQ(packed.masks, 300);
  const at::Tensor masks = packed.sample->masks;
  ASSERT_EQ(masks.size(0), 2);
  EXPECT_EQ(masks[0].max().item<int>(), 255);
  EXPECT_EQ(masks[1].max().item<int>(), 45);
  EXPECT_EQ(masks.count_nonzero().item<int>(), 300);
}

TEST(PackSample, LargePicturesAreReduced) {
  auto picture = pictureOf(100, 50);
  std::fill(picture.pixels.begin(), picture.pixels.end(), std::uint8_t{200});
  addMask(picture, 0, 50 * 50);

  const auto packed = packPicture({}, picture, {.maxSide = 20});

  EXPECT_EQ(packed.sample->image.sizes(), (std::vector<std::int64_t>{20, 10, 1}));
  EXPECT_EQ(packed.sample->image.min().item<int>(), 200);
  EXPECT_EQ(packed.sample->masks.count_nonzero().item<int>(), 100);
  EXPECT_EQ(valueAt(packed.sample->masks, {0, 9, 9}), 1);
  EXPECT_EQ(valueAt(packed.sample->masks, {0, 10, 0}), 0);
}

TEST(PackSample, SmallMasksAreDroppedByTheirShareOfTheArea) {
  auto picture = pictureOf(128, 128);  // a quarter of 256 x 256
  addMask(picture, 0, 24);
  addMask(picture, 200, 25);

  const auto packed = packPicture({}, picture, {.minMaskPixels = 100});

  EXPECT_EQ(packed.masks, 1);
  EXPECT_EQ(packed.droppedMasks, 1);
  EXPECT_EQ(packed.sample->masks.count_nonzero().item<int>(), 25);
}

TEST(PackSample, PictureWithoutAMaskThatIsLargeEnoughIsLeftOut) {
  auto picture = pictureOf(128, 128);
  addMask(picture, 0, 2);

  const auto packed = packPicture({}, picture, {});

  EXPECT_FALSE(packed.sample);
  EXPECT_EQ(packed.leftOut, "all masks under the smallest size");
}

TEST(PackSample, LongPicturesAreLeftOutWhereAsked) {
  auto square = pictureOf(10, 20), longer = pictureOf(10, 21);
  addMask(square, 0, 100);
  addMask(longer, 0, 100);

  EXPECT_TRUE(packPicture({}, square, {.dropsLongPictures = true}).sample);
  EXPECT_FALSE(packPicture({}, longer, {.dropsLongPictures = true}).sample);
  EXPECT_TRUE(packPicture({}, longer, {}).sample);
}

}  // namespace
}  // namespace limn::apps
