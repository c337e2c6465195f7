// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "losses.h"

#include "nn_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

namespace limn::nn {
namespace {

at::Tensor halfMask() {
  at::Tensor mask = at::zeros({2, 1, 8, 8});
  mask.slice(2, 0, 4).fill_(1);
  return mask;
}

TEST(MaskLosses, VanishForASureAndRightAnswer) {
  const at::Tensor mask = halfMask();

  const MaskLosses losses = maskLosses((mask - 0.5) * 60, mask, at::ones({2, 1}));

  EXPECT_NEAR(losses.focal.item<double>(), 0.0, 1e-6);
  EXPECT_NEAR(losses.dice.item<double>(), 0.0, 1e-6);
  EXPECT_NEAR(losses.iou.item<double>(), 0.0, 1e-6);
}

TEST(MaskLosses, TotalWeighsTheFocalPartTwentyTimes) {
  const at::Tensor mask = halfMask();

  const MaskLosses l = maskLosses(test::noise("logits", {2, 1, 8, 8}), mask, at::zeros({2, 1}));

  EXPECT_NEAR(l.total.item<double>(),
              20 * l.focal.item<double>() + l.dice.item<double>() + l.iou.item<double>(), 1e-5);
}

TEST(MaskLosses, GradientsStayFiniteForASureAndWrongAnswer) {
  const at::Tensor mask = halfMask();
  const at::Tensor logits = ((0.5 - mask) * 400).requires_grad_(true);

  maskLosses(logits, mask, at::zeros({2, 1})).total.backward();

  EXPECT_TRUE(logits.grad().isfinite().all().item<bool>());
}

TEST(MaskLosses, RefusesMasksOfAnotherShape) {
  EXPECT_THROW(
      (void)maskLosses(at::zeros({2, 1, 8, 8}), at::zeros({2, 1, 4, 4}), at::zeros({2, 1})),
      std::invalid_argument);
}

TEST(MaskAgreement, CountsEachSampleAlone) {
  const at::Tensor mask = halfMask();
  at::Tensor logits = mask - 0.5;
  logits[1] = -logits[1];

  const MaskAgreement agreement = maskAgreement(logits, mask);

  EXPECT_NEAR(agreement.dice[0].item<double>(), 1.0, 1e-6);
  EXPECT_NEAR(agreement.dice[1].item<double>(), 0.0, 1e-6);
  EXPECT_NEAR(agreement.iou[0].item<double>(), 1.0, 1e-6);
  EXPECT_NEAR(agreement.iou[1].item<double>(), 0.0, 1e-6);
}

TEST(MaskAgreement, TwoEmptyMasksAgree) {
  const MaskAgreement agreement =
      maskAgreement(at::zeros({1, 1, 4, 4}) - 1, at::zeros({1, 1, 4, 4}));

  EXPECT_NEAR(agreement.dice[0].item<double>(), 1.0, 1e-6);
}

}  // namespace
}  // namespace limn::nn
