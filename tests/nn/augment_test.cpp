// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/augment.h"

#include "nn_support.h"
#include "preprocess.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

namespace limn::nn {
namespace {

constexpr std::int64_t kSide = 256;

/// White on black where the mask is: a disc and a bar.
ShardSample whiteShapes(std::int64_t height, std::int64_t width) {
  ShardSample sample;
  sample.masks = at::zeros({1, height, width}, at::kByte);
  sample.masks[0].narrow(0, height / 4, height / 2).narrow(1, width / 4, width / 8).fill_(1);
  sample.masks[0].narrow(0, height / 3, height / 5).narrow(1, width / 2, width / 4).fill_(2);
  sample.image = sample.masks[0].gt(0).to(at::kByte).mul_(255).unsqueeze(2);
  return sample;
}

ShardSample noisePicture(std::int64_t height, std::int64_t width) {
  ShardSample sample = whiteShapes(height, width);
  sample.image = test::picture(height, width);
  return sample;
}

TEST(FitToInput, ShowsTheNetworkWhatItSeesInUse) {
  const std::vector<std::pair<std::int64_t, std::int64_t>> sizes{{97, 63},   {300, 352}, {100, 256},
                                                                 {255, 255}, {256, 256}, {512, 80}};
  for (const auto& [height, width] : sizes) {
    const ShardSample sample = noisePicture(height, width);

    const auto fitted = fitToInput(sample, kSide);

    const at::Tensor used = prepareSamMed2d(sample.image, kSide).input.squeeze(0);
    const at::Tensor mean = at::tensor(at::ArrayRef<double>(kMeanColour)).view({3, 1, 1});
    const at::Tensor deviation = at::tensor({58.395, 57.12, 57.375}).view({3, 1, 1});
    const at::Tensor normalised = (fitted->rgb - mean).div(deviation);
    EXPECT_LT(test::largestDifference(normalised, used), 1e-5) << height << " x " << width;
  }
}

TEST(FitToInput, MakesAMaskOfEachIdOfEachPlane) {
  ShardSample sample = whiteShapes(200, 160);
  sample.masks = at::cat({sample.masks, sample.masks.gt(0).to(at::kByte)});

  const auto fitted = fitToInput(sample, kSide);

  ASSERT_EQ(fitted->masks.size(0), 3);
  EXPECT_TRUE(at::equal(fitted->masks[2], fitted->masks[0] + fitted->masks[1]));
  EXPECT_EQ(fitted->masks[0].sum().item<std::int64_t>(),
            sample.masks[0].eq(1).sum().item<std::int64_t>());
}

TEST(FitToInput, RepeatsGreyInAllChannels) {
  const auto fitted = fitToInput(whiteShapes(256, 256), kSide);

  EXPECT_TRUE(at::equal(fitted->rgb[0], fitted->rgb[1]));
  EXPECT_TRUE(at::equal(fitted->rgb[0], fitted->rgb[2]));
}

TEST(FitToInput, DropsMasksThatAreTooSmall) {
  ShardSample sample = whiteShapes(256, 256);
  sample.masks.zero_();
  sample.masks[0].narrow(0, 10, 4).narrow(1, 10, 6).fill_(1);  // 24 pixels
  sample.masks[0].narrow(0, 50, 5).narrow(1, 50, 5).fill_(2);  // 25 pixels

  const auto fitted = fitToInput(sample, kSide);
  ASSERT_TRUE(fitted.has_value());
  EXPECT_EQ(fitted->masks.size(0), 1);

  sample.masks[0].narrow(0, 50, 5).zero_();
  EXPECT_FALSE(fitToInput(sample, kSide).has_value());
}

TEST(FitToInput, RefusesMasksOfAnotherSize) {
  ShardSample sample = whiteShapes(100, 100);
  sample.masks = at::zeros({1, 100, 99}, at::kByte);

  EXPECT_THROW((void)fitToInput(sample, kSide), std::invalid_argument);
}

TEST(AugmentedImage, IsTheSameForTheSameSeed) {
  const ShardSample sample = noisePicture(210, 180);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto one = augmentedImage(sample, seed, kSide), two = augmentedImage(sample, seed, kSide);

    EXPECT_TRUE(at::equal(one->rgb, two->rgb)) << seed;
    EXPECT_TRUE(at::equal(one->masks, two->masks)) << seed;
  }
}

TEST(AugmentedImage, VariesAndNowAndThenLeavesThePictureAlone) {
  const ShardSample sample = noisePicture(210, 180);
  const at::Tensor plain = fitToInput(sample, kSide)->rgb;
  std::set<double> sums;
  int unchanged = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto image = augmentedImage(sample, seed, kSide);
    sums.insert(image->rgb.sum(at::kDouble).item<double>());
    unchanged += at::equal(image->rgb, plain) ? 1 : 0;
  }

  EXPECT_GE(unchanged, 6);
  EXPECT_LE(unchanged, 27);
  EXPECT_GE(sums.size(), 70U);
}

TEST(AugmentedImage, KeepsMasksOnTheirObjects) {
  for (const auto& [height, width] :
       std::vector<std::pair<std::int64_t, std::int64_t>>{{300, 220}, {120, 90}}) {
    const ShardSample sample = whiteShapes(height, width);
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      const auto image = augmentedImage(sample, seed, kSide);
      const at::Tensor mask = image->masks.sum(0).gt(0), grey = image->rgb[0];
      const at::Tensor inside = grey.masked_select(mask);
      // Away from the frame, whose grey is not the picture's.
      const at::Tensor frame = image->rgb[0].sub(image->rgb[2]).abs().gt(1);
      const at::Tensor around = grey.masked_select(mask.logical_or(frame).logical_not());
      if (around.numel() == 0) continue;
      const double bright = inside.mean().item<double>(), dark = around.mean().item<double>();
      const double middle = (bright + dark) / 2;
      const at::Tensor guess = bright > dark ? grey.gt(middle) : grey.lt(middle);
      const at::Tensor wrong = guess.ne(mask).logical_and(frame.logical_not());

      EXPECT_LT(wrong.to(at::kDouble).mean().item<double>(), 0.05) << "seed " << seed;
    }
  }
}

TEST(AugmentedImage, IsNothingForAPictureWithoutMasks) {
  ShardSample sample = noisePicture(210, 180);
  sample.masks.zero_();

  for (std::uint64_t seed = 0; seed < 10; ++seed)
    EXPECT_FALSE(augmentedImage(sample, seed, kSide).has_value()) << seed;
}

TEST(AugmentedImage, EnlargesSmallObjectsAndKeepsRanges) {
  ShardSample sample = noisePicture(300, 300);
  sample.masks.zero_();
  sample.masks[0].narrow(0, 100, 12).narrow(1, 200, 12).fill_(7);
  std::int64_t largest = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto image = augmentedImage(sample, seed, kSide);
    ASSERT_TRUE(image.has_value());
    ASSERT_EQ(image->rgb.sizes(), (std::vector<std::int64_t>{3, kSide, kSide}));
    EXPECT_GE(image->rgb.min().item<double>(), 0);
    EXPECT_LE(image->rgb.max().item<double>(), 255);
    EXPECT_GE(image->masks.sum({1, 2}).min().item<std::int64_t>(), TrainingImage::kMinMaskPixels);
    largest = std::max(largest, image->masks.sum({1, 2}).max().item<std::int64_t>());
  }

  EXPECT_GT(largest, 4000);
}

}  // namespace
}  // namespace limn::nn
