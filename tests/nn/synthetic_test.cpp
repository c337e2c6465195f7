// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/synthetic.h"

#include "components.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <gtest/gtest.h>

#include <vector>

namespace limn::nn {
namespace {

/// LibTorch's number of threads while this lives.
class ThreadCount {
 public:
  explicit ThreadCount(int count) : before_(at::get_num_threads()) { at::set_num_threads(count); }
  ~ThreadCount() { at::set_num_threads(before_); }
  ThreadCount(const ThreadCount&) = delete;
  ThreadCount& operator=(const ThreadCount&) = delete;

 private:
  int before_;
};

constexpr std::uint64_t kImages = 60;  // so that every kind of scene comes

TEST(SyntheticImage, IsTheSameForTheSameSeedOnOneThreadAndTwo) {
  for (std::uint64_t seed = 0; seed < kImages; ++seed) {
    TrainingImage one, two;
    {
      const ThreadCount threads(1);
      one = syntheticImage(seed, 256);
    }
    {
      const ThreadCount threads(2);
      two = syntheticImage(seed, 256);
    }

    EXPECT_TRUE(at::equal(one.rgb, two.rgb)) << seed;
    EXPECT_TRUE(at::equal(one.masks, two.masks)) << seed;
  }
}

TEST(SyntheticImage, DiffersFromSeedToSeed) {
  const TrainingImage first = syntheticImage(1, 128), second = syntheticImage(2, 128);

  EXPECT_FALSE(at::equal(first.rgb, second.rgb));
}

TEST(SyntheticImage, HoldsWholeGreyValuesAndBinaryMasksOfAnySide) {
  for (const std::int64_t side : {64, 100, 256}) {
    for (std::uint64_t seed = 0; seed < kImages; ++seed) {
      const TrainingImage image = syntheticImage(seed, side);

      ASSERT_EQ(image.rgb.sizes(), (std::vector<std::int64_t>{3, side, side}));
      ASSERT_EQ(image.rgb.scalar_type(), at::kFloat);
      ASSERT_EQ(image.masks.dim(), 3);
      ASSERT_GE(image.masks.size(0), 1);
      ASSERT_EQ(image.masks.sizes().slice(1), (std::vector<std::int64_t>{side, side}));
      ASSERT_EQ(image.masks.scalar_type(), at::kByte);
      EXPECT_GE(image.rgb.min().item<double>(), 0) << seed;
      EXPECT_LE(image.rgb.max().item<double>(), 255) << seed;
      EXPECT_LE(image.masks.max().item<int>(), 1) << seed;
    }
  }
}

TEST(SyntheticImage, OffersMasksOfOnePieceThatAreNeitherSpecksNorTheWholePicture) {
  for (std::uint64_t seed = 0; seed < kImages; ++seed) {
    const TrainingImage image = syntheticImage(seed, 256);

    for (std::int64_t k = 0; k < image.masks.size(0); ++k) {
      const Components parts = connectedComponents(image.masks[k].contiguous());
      ASSERT_EQ(parts.parts.size(), 1U) << "seed " << seed << ", mask " << k;
      EXPECT_GE(parts.parts[0].pixels, TrainingImage::kMinMaskPixels);
      EXPECT_LE(parts.parts[0].pixels, 256 * 256 * 7 / 10);
    }
  }
}

TEST(SyntheticImage, HasColourAndGreyAndSmallAndLargeMasks) {
  int colour = 0, grey = 0, small = 0, large = 0;
  for (std::uint64_t seed = 0; seed < kImages; ++seed) {
    const TrainingImage image = syntheticImage(seed, 256);
    const at::Tensor spread = (image.rgb[0] - image.rgb[2]).abs();
    // The frame of small pictures has the mean colour, 20 apart.
    (spread.gt(21).any().item<bool>() ? colour : grey) += 1;
    const at::Tensor sizes = image.masks.sum({1, 2});
    small += sizes.lt(400).any().item<bool>() ? 1 : 0;
    large += sizes.gt(4000).any().item<bool>() ? 1 : 0;
  }

  EXPECT_GE(colour, 4);
  EXPECT_GE(grey, 30);
  EXPECT_GE(small, 20);
  EXPECT_GE(large, 20);
}

}  // namespace
}  // namespace limn::nn
