// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "prompt_sketch.h"

#include "nn_support.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace limn::nn {
namespace {

constexpr std::int64_t kInput = 256, kSide = 64;

at::Tensor sketch(const PromptTensors& prompts) {
  return sketchOf(prompts, kInput, kSide)[0][0];
}

/// The value of the cell that holds this input pixel.
float at(const at::Tensor& drawn, std::int64_t x, std::int64_t y) {
  return drawn[y / 4][x / 4].item<float>();
}

PromptTensors clicks(std::vector<float> xy, std::vector<std::int64_t> labels) {
  PromptTensors prompts;
  const auto count = static_cast<std::int64_t>(labels.size());
  prompts.coords = at::tensor(xy).view({1, count, 2});
  prompts.labels = at::tensor(labels).view({1, count});
  return prompts;
}

TEST(PromptSketch, ABoxIsAnEllipseInARectangle) {
  PromptTensors prompts;
  prompts.boxes = at::tensor({40.0F, 80.0F, 119.0F, 119.0F}).view({1, 4});

  const at::Tensor drawn = sketch(prompts);

  EXPECT_FLOAT_EQ(at(drawn, 80, 100), 0.7F);
  EXPECT_FLOAT_EQ(at(drawn, 41, 81), 0.3F);
  EXPECT_FLOAT_EQ(at(drawn, 36, 100), 0);
  EXPECT_FLOAT_EQ(at(drawn, 120, 100), 0);
  // Areas are kept: pi/4 of the rectangle is the ellipse.
  const double expected = 80 * 40 / 16.0 * (0.3 + 0.4 * 3.14159265 / 4);
  EXPECT_NEAR(drawn.sum().item<double>(), expected, 0.01 * expected);
}

TEST(PromptSketch, ABoxOfOnePixelLeavesATrace) {
  PromptTensors prompts;
  prompts.boxes = at::tensor({41.0F, 81.0F, 41.0F, 81.0F}).view({1, 4});

  EXPECT_NEAR(sketch(prompts).sum().item<double>(), 0.7 / 16, 1e-6);
}

TEST(PromptSketch, ClicksAreDiscsOnWhatIsUnknown) {
  const at::Tensor drawn = sketch(clicks({50, 60, 150, 160}, {1, 0}));

  EXPECT_FLOAT_EQ(at(drawn, 50, 60), 1);
  EXPECT_FLOAT_EQ(at(drawn, 150, 160), 0);
  EXPECT_FLOAT_EQ(at(drawn, 200, 20), 0.3F);
}

TEST(PromptSketch, IgnoredPointsAreNotDrawn) {
  const at::Tensor drawn = sketch(clicks({50, 60}, {-1}));

  EXPECT_TRUE(drawn.eq(at::full({kSide, kSide}, 0.3F)).all().item<bool>());
}

TEST(PromptSketch, ClicksGoOverTheMaskThatIsFedBack) {
  PromptTensors prompts = clicks({50, 60, 150, 160}, {0, 1});
  prompts.boxes = at::tensor({40.0F, 80.0F, 119.0F, 119.0F}).view({1, 4});
  prompts.masks = at::zeros({1, 1, kSide, kSide});
  prompts.masks.narrow(2, 0, 32).fill_(0.9);

  const at::Tensor drawn = sketch(prompts);

  EXPECT_FLOAT_EQ(at(drawn, 50, 60), 0);
  EXPECT_FLOAT_EQ(at(drawn, 150, 160), 1);
  EXPECT_FLOAT_EQ(at(drawn, 80, 100), 0.9F);  // of the mask: the box has had its say
  EXPECT_FLOAT_EQ(at(drawn, 80, 200), 0);
}

TEST(PromptSketch, AClickBesideABoxDoesNotHideASmallObject) {
  PromptTensors alone = clicks({64, 64}, {0});
  alone.masks = at::zeros({1, 1, kSide, kSide});
  alone.masks.narrow(2, 15, 3).narrow(3, 15, 3).fill_(0.9);  // 12 x 12 pixels around the click
  PromptTensors boxed = alone;
  boxed.boxes = at::tensor({60.0F, 60.0F, 71.0F, 71.0F}).view({1, 4});

  const double object = 9 * 0.9;

  EXPECT_LT(sketch(alone).sum().item<double>(), 0.5 * object);
  EXPECT_GT(sketch(boxed).sum().item<double>(), 0.7 * object);
  EXPECT_LT(at(sketch(boxed), 64, 64), 0.5F);
}

TEST(PromptSketch, EachMaskOfABatchHasItsOwn) {
  PromptTensors prompts;
  prompts.boxes = at::tensor({40.0F, 80.0F, 119.0F, 119.0F, 8.0F, 8.0F, 31.0F, 31.0F}).view({2, 4});

  const at::Tensor both = sketchOf(prompts, kInput, kSide);
  PromptTensors second;
  second.boxes = prompts.boxes.narrow(0, 1, 1);

  EXPECT_TRUE(both[1][0].equal(sketch(second)));
}

TEST(PromptSketch, OnlyNetworksThatWereTrainedWithItSeeIt) {
  SamConfig config = SamConfig::tinyForTests(true);
  const StateDict state = formulaStateDict(config);
  const PromptTensors prompts = clicks({50, 60}, {1});
  const PromptEncoder plain(WeightScope(state) / "prompt_encoder", config);
  config.sketchedPrompts = true;
  const PromptEncoder sketching(WeightScope(state) / "prompt_encoder", config);

  EXPECT_FALSE(plain(prompts).hasMask);
  EXPECT_FALSE(plain(prompts).prior.defined());
  EXPECT_TRUE(sketching(prompts).hasMask);
  EXPECT_TRUE(sketching(prompts).prior.equal(priorOf(sketchOf(prompts, kInput, kSide))));
  EXPECT_TRUE(plain(prompts).sparse.equal(sketching(prompts).sparse));
}

}  // namespace
}  // namespace limn::nn
