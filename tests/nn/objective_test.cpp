// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/objective.h"

#include "losses.h"
#include "nn_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

namespace limn::nn {
namespace {

constexpr std::int64_t kSide = 32, kLowRes = 8;

at::Tensor halfMask() {
  at::Tensor mask = at::zeros({1, kSide, kSide}, at::kByte);
  mask.slice(1, 0, kSide / 2).fill_(1);
  return mask;
}

/// Logits that are right in the upper half for `sign` 1 and wrong everywhere for -1.
at::Tensor answer(double sign) {
  at::Tensor logits = at::zeros({1, 1, kLowRes, kLowRes}) - 10 * sign;
  logits.slice(2, 0, kLowRes / 2).fill_(10 * sign);
  return logits;
}

DecodedMasks candidates(const at::Tensor& iou) {
  const at::Tensor logits = at::cat({answer(-1), answer(1), answer(-1)}, 1);
  return {logits.clone().requires_grad_(true), iou.clone().requires_grad_(true)};
}

TEST(Judge, PublishedTakesTheHighestScoredCandidate) {
  const DecodedMasks masks = candidates(at::tensor({0.1F, 0.2F, 0.9F}).view({1, 3}));

  const JudgedAnswer judged = judge(Recipe::Published, masks, halfMask());

  EXPECT_NEAR(judged.dice, 0, 1e-6);
  const at::Tensor logits =
      at::upsample_bilinear2d(masks.logits.slice(1, 2, 3), {kSide, kSide}, false);
  const MaskLosses expected =
      maskLosses(logits, halfMask().unsqueeze(1).to(at::kFloat), masks.iou.slice(1, 2, 3));
  EXPECT_FLOAT_EQ(judged.loss.item<float>(), expected.total.item<float>());
}

TEST(Judge, CompactTeachesTheClosestCandidateAndEveryScore) {
  const DecodedMasks masks = candidates(at::tensor({0.1F, 0.2F, 0.9F}).view({1, 3}));

  const JudgedAnswer judged = judge(Recipe::Compact, masks, halfMask());
  judged.loss.backward();

  EXPECT_NEAR(judged.dice, 0, 1e-6);  // of the one that a reader would be shown
  const at::Tensor perCandidate = masks.logits.grad().abs().sum({0, 2, 3});
  EXPECT_EQ(perCandidate[0].item<float>(), 0);
  EXPECT_GT(perCandidate[1].item<float>(), 0);
  EXPECT_EQ(perCandidate[2].item<float>(), 0);
  EXPECT_GT(masks.iou.grad()[0][2].item<float>(), 0);  // scored too high
  EXPECT_LT(masks.iou.grad()[0][1].item<float>(), 0);  // scored too low
}

TEST(Judge, CompactCountsASmallMaskLikeALargeOne) {
  at::Tensor small = at::zeros({1, kSide, kSide}, at::kByte);
  small.slice(1, 0, 4).slice(2, 0, 4).fill_(1);
  const at::Tensor nothing = at::zeros({1, 3, kLowRes, kLowRes}) - 10;
  const at::Tensor iou = at::zeros({1, 3});

  const double missedSmall = judge(Recipe::Compact, {nothing, iou}, small).loss.item<double>();

  EXPECT_GT(missedSmall, 0.9);  // Dice loss of a mask that is missed whole
}

}  // namespace
}  // namespace limn::nn
