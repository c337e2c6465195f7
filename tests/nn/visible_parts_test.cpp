// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/visible_parts.h"

#include "train/noise.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

namespace limn::nn {
namespace {

/// A square of 40 x 40 in the middle of 100 x 100.
at::Tensor square() {
  at::Tensor labels = at::zeros({100, 100}, at::kByte);
  labels.narrow(0, 30, 40).narrow(1, 30, 40).fill_(1);
  return labels;
}

at::Tensor pictureOf(double contrast, double noise) {
  Random random(5);
  return square()
      .to(at::kFloat)
      .mul_(contrast)
      .add_(100)
      .add_(whiteNoise(random, {100, 100}), noise)
      .unsqueeze(0);
}

TEST(VisibleOutline, IsWholeForAnObjectThatStandsOut) {
  const auto share = visibleOutline(connectedComponents(square()), pictureOf(30, 5));

  EXPECT_EQ(share, (std::vector<double>{1.0}));
}

TEST(VisibleOutline, IsNothingForAnObjectThatDrownsInNoise) {
  const auto share = visibleOutline(connectedComponents(square()), pictureOf(4, 60));

  EXPECT_EQ(share, (std::vector<double>{0.0}));
}

TEST(VisibleOutline, IsNothingForLessThanAFewGreyValues) {
  const auto share = visibleOutline(connectedComponents(square()), pictureOf(2, 0));

  EXPECT_EQ(share, (std::vector<double>{0.0}));
}

TEST(VisibleOutline, CountsTheStretchThatDiffers) {
  at::Tensor labels = square();
  labels.narrow(0, 30, 40).narrow(1, 70, 20).fill_(2);  // a neighbour of the same grey
  at::Tensor picture = labels.gt(0).to(at::kFloat).mul_(50).unsqueeze(0);

  const auto share = visibleOutline(connectedComponents(labels), picture);

  EXPECT_NEAR(share[0], 0.75, 0.01);
}

TEST(InnerPixels, AreThoseAwayFromTheOutline) {
  EXPECT_EQ(innerPixels(connectedComponents(square()), 100), (std::vector<std::int64_t>{38 * 38}));
}

}  // namespace
}  // namespace limn::nn
