// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/optimizer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>

namespace limn::nn {
namespace {

at::Tensor weight(double value, std::vector<std::int64_t> shape = {2, 2}) {
  return at::full(shape, value, at::kDouble).requires_grad_(true);
}

TEST(AdamW, TakesTheFirstStepsOfThePaper) {
  at::Tensor w = weight(1);
  AdamW adam({{"w", w}}, 0);
  double m = 0, v = 0, expected = 1;
  for (int t = 1; t <= 3; ++t) {
    const double gradient = 0.5 * t;
    w.mutable_grad() = at::full({2, 2}, gradient, at::kDouble);

    adam.step(0.1);

    m = 0.9 * m + 0.1 * gradient;
    v = 0.999 * v + 0.001 * gradient * gradient;
    expected -=
        0.1 * (m / (1 - std::pow(0.9, t))) / (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8);
    EXPECT_NEAR(w[0][0].item<double>(), expected, 1e-12) << "step " << t;
  }
}

TEST(AdamW, DecaysMatricesButNotVectors) {
  at::Tensor matrix = weight(1), vector = weight(1, {3}), embedding = weight(1, {1, 4});
  AdamW adam({{"m", matrix}, {"v", vector}, {"e", embedding}}, 0.5);
  for (at::Tensor* w : {&matrix, &vector, &embedding})
    w->mutable_grad() = at::zeros_like(*w);

  adam.step(0.1);

  EXPECT_DOUBLE_EQ(matrix[0][0].item<double>(), 0.95);
  EXPECT_DOUBLE_EQ(vector[0].item<double>(), 1.0);
  EXPECT_DOUBLE_EQ(embedding[0][0].item<double>(), 1.0);
}

TEST(AdamW, LeavesWeightsWithoutGradientAlone) {
  at::Tensor touched = weight(1), left = weight(1);
  AdamW adam({{"touched", touched}, {"left", left}}, 0.1);
  touched.mutable_grad() = at::ones({2, 2}, at::kDouble);

  adam.step(0.1);

  EXPECT_LT(touched[0][0].item<double>(), 1);
  EXPECT_DOUBLE_EQ(left[0][0].item<double>(), 1);
  EXPECT_EQ(adam.updates.at("left").item<std::int64_t>(), 0);
}

TEST(ClipGradients, ScalesAllTogether) {
  at::Tensor a = weight(0, {1}), b = weight(0, {1});
  a.mutable_grad() = at::full({1}, 3.0, at::kDouble);
  b.mutable_grad() = at::full({1}, 4.0, at::kDouble);

  EXPECT_DOUBLE_EQ(clipGradients({{"a", a}, {"b", b}}, 1), 5);

  EXPECT_NEAR(a.grad().item<double>(), 0.6, 1e-12);
  EXPECT_NEAR(b.grad().item<double>(), 0.8, 1e-12);
}

TEST(LearningRate, WarmsUpAndFollowsItsSchedule) {
  TrainSettings s;
  s.learningRate = 1;
  s.steps = 1200;
  s.schedule = Schedule::Published;
  EXPECT_DOUBLE_EQ(learningRateAt(s, 1), 1);
  EXPECT_DOUBLE_EQ(learningRateAt(s, 700), 1);
  EXPECT_DOUBLE_EQ(learningRateAt(s, 701), 0.5);
  EXPECT_DOUBLE_EQ(learningRateAt(s, 1001), 0.25);

  s.schedule = Schedule::Cosine;
  s.warmupSteps = 100;
  EXPECT_DOUBLE_EQ(learningRateAt(s, 50), 0.5);
  EXPECT_DOUBLE_EQ(learningRateAt(s, 101), 1);
  EXPECT_NEAR(learningRateAt(s, 1200), 0.01, 1e-3);
}

TEST(UpdateAverage, FollowsFastInTheBeginning) {
  NamedTensors average{{"w", at::zeros({1})}};

  updateAverage(average, {{"w", at::ones({1})}}, 0.999, 1);

  EXPECT_NEAR(average["w"].item<double>(), 1 - 2.0 / 11.0, 1e-6);
}

}  // namespace
}  // namespace limn::nn
