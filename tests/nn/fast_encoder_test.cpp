// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/fast_encoder.h"

#include "nn_support.h"

#include <ATen/TensorOperators.h>
#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>

namespace limn::nn::cpu {
namespace {

/// Both encoders on the same weights and `images` images.
void expectSameAnswer(const SamConfig& config, std::int64_t images) {
  const c10::InferenceMode guard;
  StateDict state = formulaStateDict(config);
  const at::Tensor input =
      test::noise("image", {images, 3, config.imageSize, config.imageSize}).mul(2);
  const at::Tensor expected = ImageEncoder(WeightScope(state) / "image_encoder", config)(input);

  FastEncoder fast(state, config);

  EXPECT_LT(test::largestDifference(fast(input), expected), 2e-5);
  EXPECT_LT(test::largestDifference(fast(input), expected), 2e-5) << "the second time";
}

SamConfig configWithOddWidths() {
  SamConfig config = SamConfig::tinyForTests(true, 128);
  config.encoderWidth = 60;
  config.encoderHeads = 3;
  config.encoderMlp = 100;
  config.adapterHidden = 15;
  return config;
}

TEST(FastEncoder, AgreesWithTheReferenceWithAdapters) {
  expectSameAnswer(SamConfig::tinyForTests(true), 1);
}

TEST(FastEncoder, AgreesWithTheReferenceWithoutAdapters) {
  expectSameAnswer(SamConfig::tinyForTests(false), 1);
}

TEST(FastEncoder, AgreesOnABatchAndAGridThatWindowsDoNotDivide) {
  expectSameAnswer(SamConfig::tinyForTests(true, 320), 3);  // 20 tokens: windows of 14 and 6
}

TEST(FastEncoder, AgreesOnAGridSmallerThanAWindow) {
  expectSameAnswer(SamConfig::tinyForTests(true, 64), 2);
}

TEST(FastEncoder, AgreesWhenHeadsAndWidthsDoNotFillAPanel) {
  expectSameAnswer(configWithOddWidths(), 2);
}

TEST(FastEncoder, InBf16StaysWithinOnePercentOfFp32) {
  if (pairKernels() == nullptr) GTEST_SKIP() << "this processor does not multiply bf16";
  const c10::InferenceMode guard;
  for (const SamConfig& config : {SamConfig::tinyForTests(true), SamConfig::tinyForTests(false),
                                  configWithOddWidths(), SamConfig::tinyForTests(true, 320)}) {
    StateDict exactState = formulaStateDict(config), state = formulaStateDict(config);
    const at::Tensor input =
        test::noise("image", {2, 3, config.imageSize, config.imageSize}).mul(2);
    const at::Tensor exact = FastEncoder(exactState, config)(input);

    FastEncoder encoder(state, config, Numbers::Bf16);
    const at::Tensor found = encoder(input);

    const double error = (found - exact).norm().item<double>() / exact.norm().item<double>();
    EXPECT_GT(error, 1e-5) << "it is not in bf16";
    EXPECT_LT(error, 0.01) << config.imageSize;
    EXPECT_TRUE(encoder(input).equal(found)) << "the second time";
    EXPECT_TRUE(encoder(input.slice(0, 1)).equal(found.slice(0, 1))) << "alone";
  }
}

TEST(FastEncoder, KeepsNothingOfTheImageBefore) {
  const c10::InferenceMode guard;
  const SamConfig config = SamConfig::tinyForTests(true);
  StateDict state = formulaStateDict(config);
  FastEncoder fast(state, config);
  const at::Tensor image = test::noise("image", {1, 3, 256, 256});
  const at::Tensor before = fast(image);

  (void)fast(test::noise("other", {2, 3, 256, 256}));

  EXPECT_TRUE(fast(image).equal(before));
}

TEST(FastEncoder, TakesItsTensorsOutOfTheStateAndNoOthers) {
  const SamConfig config = SamConfig::tinyForTests(true, 64);
  StateDict state = formulaStateDict(config);
  std::size_t others = 0;
  for (const auto& [name, tensor] : state.tensors)
    others += name.starts_with("image_encoder.") ? 0 : 1;

  const FastEncoder fast(state, config);

  EXPECT_EQ(state.tensors.size(), others);
  EXPECT_TRUE(state.tensors.contains("mask_decoder.iou_token.weight"));
}

TEST(FastEncoder, StopsBetweenBlocksWhenCancelled) {
  const SamConfig config = SamConfig::tinyForTests(false, 64);
  StateDict state = formulaStateDict(config);
  FastEncoder fast(state, config);
  int asked = 0;

  EXPECT_THROW((void)fast(test::noise("image", {1, 3, 64, 64}), [&] { return ++asked == 3; }),
               Cancelled);
  EXPECT_EQ(asked, 3);
}

}  // namespace
}  // namespace limn::nn::cpu
