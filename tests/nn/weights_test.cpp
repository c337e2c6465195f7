// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/weights.h"

#include "checkpoint_support.h"
#include "nn_support.h"

#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

namespace limn::nn {
namespace {

std::int64_t parameters(const SamConfig& config) {
  std::int64_t count = 0;
  for (const TensorSpec& spec : expectedTensors(config)) {
    std::int64_t product = 1;
    for (const std::int64_t side : spec.shape)
      product *= side;
    count += product;
  }
  return count;
}

std::string complaint(const StateDict& state, const SamConfig& config) {
  return test::checkpointErrorOf([&] { checkStateDict(state, config, "some.pth"); });
}

TEST(Weights, ListsAsManyParametersAsThePublishedModels) {
  EXPECT_EQ(parameters(SamConfig::fromTag("vit_b_adapter_256")), 271242032);
  EXPECT_EQ(parameters(SamConfig::fromTag("vit_b_plain_1024")), 93735728);
  EXPECT_EQ(parameters(SamConfig::fromTag("vit_l_plain_1024")), 312343088);
  EXPECT_EQ(parameters(SamConfig::fromTag("vit_h_plain_1024")), 641090864);
}

TEST(Weights, AcceptsACompleteStateDict) {
  const SamConfig config = SamConfig::tinyForTests(true);

  EXPECT_NO_THROW(checkStateDict(formulaStateDict(config), config));
}

TEST(Weights, NamesAMissingTensor) {
  const SamConfig config = SamConfig::tinyForTests(false);
  StateDict state = formulaStateDict(config);
  state.tensors.erase("mask_decoder.iou_token.weight");

  const std::string text = complaint(state, config);

  EXPECT_NE(text.find("some.pth"), std::string::npos) << text;
  EXPECT_NE(text.find("1 missing: mask_decoder.iou_token.weight"), std::string::npos) << text;
}

TEST(Weights, NamesAnExtraTensor) {
  const SamConfig config = SamConfig::tinyForTests(false);
  StateDict state = formulaStateDict(config);
  state.tensors["head.weight"] = at::zeros({2});

  EXPECT_NE(complaint(state, config).find("1 unexpected: head.weight"), std::string::npos);
}

TEST(Weights, NamesAMisshapenTensorWithBothShapes) {
  const SamConfig config = SamConfig::tinyForTests(false);
  StateDict state = formulaStateDict(config);
  state.tensors["image_encoder.neck.1.bias"] = at::zeros({31});

  const std::string text = complaint(state, config);

  EXPECT_NE(text.find("image_encoder.neck.1.bias (expected [32], found [31])"), std::string::npos)
      << text;
}

TEST(Weights, RefusesWholeNumbersAsWeights) {
  const SamConfig config = SamConfig::tinyForTests(false);
  StateDict state = formulaStateDict(config);
  state.tensors["image_encoder.neck.1.bias"] = at::zeros({32}, at::kLong);

  EXPECT_NE(complaint(state, config).find("floating point"), std::string::npos);
}

TEST(Weights, CountsAllButNamesFive) {
  const SamConfig config = SamConfig::tinyForTests(true);
  StateDict state = formulaStateDict(config);
  SamConfig plain = config;
  dropAdapters(state, plain);

  const std::string text = complaint(state, config);

  EXPECT_NE(text.find("24 missing: "), std::string::npos) << text;
  EXPECT_NE(text.find(", ..."), std::string::npos) << text;
  EXPECT_EQ(std::ranges::count(text, ','), 5) << text;
}

TEST(Weights, WithoutAdaptersIsAPlainModelOfTheSameFamily) {
  SamConfig config = SamConfig::tinyForTests(true);
  StateDict state = formulaStateDict(config);

  dropAdapters(state, config);

  EXPECT_FALSE(config.adapter);
  EXPECT_EQ(config.family, Family::SamMed2d);
  EXPECT_NO_THROW(checkStateDict(state, config));
}

TEST(Weights, ResizesPositionTablesOfGlobalBlocksOnly) {
  SamConfig config = SamConfig::tinyForTests(false, 512);
  StateDict state = formulaStateDict(config);
  const at::Tensor windowed = state.tensors.at("image_encoder.blocks.0.attn.rel_pos_h");

  resizeInput(state, config, 256);

  EXPECT_EQ(config.imageSize, 256);
  EXPECT_NO_THROW(checkStateDict(state, config));
  EXPECT_TRUE(state.tensors.at("image_encoder.blocks.0.attn.rel_pos_h").is_same(windowed));
}

TEST(Weights, RefusesSizesThatDoNotFit) {
  SamConfig plain = SamConfig::tinyForTests(false);
  SamConfig adapted = SamConfig::tinyForTests(true);
  StateDict plainState = formulaStateDict(plain), adaptedState = formulaStateDict(adapted);

  for (const std::int64_t size : {-16, 0, 250, 8192}) {
    EXPECT_THROW(resizeInput(plainState, plain, size), std::invalid_argument) << size;
  }
  EXPECT_NO_THROW(resizeInput(plainState, plain, 240));
  EXPECT_THROW(resizeInput(adaptedState, adapted, 240), std::invalid_argument);
}

TEST(Weights, ConvertsHalfPrecisionToFloat) {
  StateDict state;
  state.tensors["a"] = at::zeros({2}, at::kHalf).add(0.5);
  state.tensors["b"] = at::zeros({2}, at::kBFloat16).add(0.5);

  convertToFloat(state);

  for (const auto& [name, tensor] : state.tensors) {
    EXPECT_EQ(tensor.scalar_type(), at::kFloat);
    EXPECT_FLOAT_EQ(tensor[0].item<float>(), 0.5F);
  }
}

}  // namespace
}  // namespace limn::nn
