// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "image_encoder.h"

#include "nn_support.h"

#include <ATen/ops/constant_pad_nd.h>
#include <gtest/gtest.h>

namespace limn::nn {
namespace {

ImageEncoder encoderOf(const StateDict& state, const SamConfig& config) {
  return {WeightScope(state) / "image_encoder", config};
}

TEST(ImageEncoder, GivesOneEmbeddingCellPerPatch) {
  SamConfig config = SamConfig::tinyForTests(true, 64);
  const StateDict state = formulaStateDict(config);

  const at::Tensor out = encoderOf(state, config)(test::noise("image", {2, 3, 64, 64}));

  EXPECT_EQ(out.sizes(), (std::vector<std::int64_t>{2, 32, 4, 4}));
}

TEST(ImageEncoder, TreatsImagesOfABatchAlone) {
  const SamConfig config = SamConfig::tinyForTests(true);
  const StateDict state = formulaStateDict(config);
  const ImageEncoder encoder = encoderOf(state, config);
  const at::Tensor images = test::noise("image", {2, 3, 256, 256});

  const at::Tensor together = encoder(images);

  EXPECT_LT(test::largestDifference(together.slice(0, 1, 2), encoder(images.slice(0, 1, 2))), 1e-4);
}

TEST(EncoderAttention, PaddingIsSeenAsKeysThatHoldTheBias) {
  // A 14x14 window over a 10x10 grid equals global attention on the zero-padded grid, cropped.
  const SamConfig config = SamConfig::tinyForTests(false);
  const StateDict state = formulaStateDict(config);
  const WeightScope scope = WeightScope(state) / "image_encoder" / "blocks" / 0 / "attn";
  const EncoderAttention windowed(scope, config.encoderHeads, 14);
  const EncoderAttention global(scope, config.encoderHeads, 0);
  const at::Tensor tokens = test::noise("tokens", {1, 10, 10, 64});

  const at::Tensor padded = global(at::constant_pad_nd(tokens, {0, 0, 0, 4, 0, 4}));

  EXPECT_LT(test::largestDifference(windowed(tokens), padded.slice(1, 0, 10).slice(2, 0, 10)),
            1e-5);
}

TEST(EncoderAttention, WindowsDoNotSeeEachOther) {
  const SamConfig config = SamConfig::tinyForTests(false);
  const StateDict state = formulaStateDict(config);
  const EncoderAttention attention(WeightScope(state) / "image_encoder" / "blocks" / 0 / "attn",
                                   config.encoderHeads, 14);
  const at::Tensor tokens = test::noise("tokens", {1, 28, 28, 64});
  const at::Tensor changed = tokens.clone();
  changed.slice(1, 14).fill_(0.5);

  const at::Tensor before = attention(tokens), after = attention(changed);

  EXPECT_TRUE(before.slice(1, 0, 14).equal(after.slice(1, 0, 14)));
  EXPECT_FALSE(before.slice(1, 14).equal(after.slice(1, 14)));
}

TEST(ImageEncoder, StopsBetweenBlocksWhenCancelled) {
  const SamConfig config = SamConfig::tinyForTests(false);
  const StateDict state = formulaStateDict(config);
  int asked = 0;
  const auto cancelAtThird = [&] { return ++asked == 3; };

  EXPECT_THROW(
      (void)encoderOf(state, config)(test::noise("image", {1, 3, 256, 256}), cancelAtThird),
      Cancelled);
  EXPECT_EQ(asked, 3);
}

TEST(ImageEncoder, PassesGradientsToWhatRequiresThem) {
  const SamConfig config = SamConfig::tinyForTests(true, 64);
  StateDict state = formulaStateDict(config);
  const std::string trained = "image_encoder.blocks.1.Adapter.spatial.0.weight";
  const std::string frozen = "image_encoder.blocks.1.attn.qkv.weight";
  state.tensors.at(trained).requires_grad_(true);
  const std::string position = "image_encoder.blocks.0.attn.rel_pos_h";
  state.tensors.at(position).requires_grad_(true);

  encoderOf(state, config)(test::noise("image", {1, 3, 64, 64})).square().sum().backward();

  EXPECT_GT(state.tensors.at(trained).grad().abs().max().item<double>(), 0.0);
  EXPECT_GT(state.tensors.at(position).grad().abs().max().item<double>(), 0.0);
  EXPECT_FALSE(state.tensors.at(frozen).grad().defined());
}

}  // namespace
}  // namespace limn::nn
