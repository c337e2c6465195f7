// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/fast_decoder.h"

#include "cpu/prompt_tokens.h"
#include "nn_support.h"
#include "sam.h"

#include <ATen/ops/tensor.h>
#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>

namespace limn::nn::cpu {
namespace {

class FastDecoderTest : public ::testing::Test {
 protected:
  static PromptTensors clicks(std::int64_t count) {
    return {test::noise("coords", {1, count, 2}).mul(100).add(128),
            at::tensor({1, 0, 1, 1, 0}).slice(0, 0, count).unsqueeze(0),
            {},
            {}};
  }
  void expectSameAnswer(const at::Tensor& features, const PromptTensors& prompts) {
    const PromptEmbedding embedded = sam.promptEncoder(prompts);
    const DecodedMasks expected =
        sam.maskDecoder(features, sam.promptEncoder.densePositions(), embedded);

    const DecodedMasks fast =
        decoder(features, embedded.sparse, prompts.masks.defined() ? embedded.dense : at::Tensor());

    ASSERT_EQ(fast.logits.sizes(), expected.logits.sizes());
    EXPECT_LT(test::largestDifference(fast.logits, expected.logits), 1e-5);
    EXPECT_LT(test::largestDifference(fast.iou, expected.iou), 1e-5);
  }

  c10::InferenceMode guard;
  SamConfig config = SamConfig::tinyForTests(false);
  StateDict state = formulaStateDict(config);
  Sam sam{state, config};
  FastDecoder decoder{sam.maskDecoder, sam.promptEncoder};
  at::Tensor one = test::noise("one", {1, 32, 16, 16}).mul(3);
  at::Tensor other = test::noise("other", {1, 32, 16, 16}).mul(3);
};

TEST_F(FastDecoderTest, AgreesWithTheReferenceOnClicks) {
  for (const std::int64_t count : {1, 2, 5})
    expectSameAnswer(one, clicks(count));
}

TEST_F(FastDecoderTest, AgreesOnABoxWithAndWithoutClicks) {
  PromptTensors prompts = clicks(2);
  prompts.boxes = at::tensor({20.0F, 30.0F, 200.0F, 170.0F}).unsqueeze(0);
  expectSameAnswer(one, prompts);
  expectSameAnswer(one, {{}, {}, prompts.boxes, {}});
}

TEST_F(FastDecoderTest, AgreesOnMaskPromptsWithAndWithoutClicks) {
  PromptTensors prompts = clicks(1);
  prompts.masks = test::noise("mask", {1, 1, 64, 64});
  expectSameAnswer(one, prompts);
  expectSameAnswer(one, {{}, {}, {}, prompts.masks});
}

TEST_F(FastDecoderTest, KnowsSlicesApartInAnyOrder) {
  PromptTensors masked = clicks(1);
  masked.masks = test::noise("mask", {1, 1, 64, 64});
  expectSameAnswer(one, clicks(1));
  expectSameAnswer(other, clicks(1));
  expectSameAnswer(other, masked);
  expectSameAnswer(other, clicks(2));
  expectSameAnswer(one, clicks(1));
}

TEST_F(FastDecoderTest, TokensAreThoseOfThePromptEncoder) {
  const PromptTokens tokens(sam.promptEncoder);
  PromptTensors prompts{test::noise("coords", {2, 3, 2}).mul(100).add(128),
                        at::tensor({1, 0, -1, 0, -1, 1}).view({2, 3}),
                        {},
                        {}};
  PromptTensors boxed = prompts;
  boxed.boxes = test::noise("boxes", {2, 4}).mul(100).add(128);
  const PromptTensors boxes{{}, {}, boxed.boxes, {}};
  const PromptTensors masks{{}, {}, {}, test::noise("mask", {2, 1, 64, 64})};
  for (const PromptTensors& some : {prompts, boxed, boxes, masks}) {
    const at::Tensor expected = sam.promptEncoder(some).sparse;

    const at::Tensor found = tokens(some);

    ASSERT_EQ(found.sizes(), expected.sizes());
    if (found.numel() > 0) {
      EXPECT_LT(test::largestDifference(found, expected), 1e-5);
    }
  }
}

/// What the decoder says to prompt `i` of a batch when it is asked that alone.
DecodedMasks alone(FastDecoder& decoder, const at::Tensor& features, const PromptEmbedding& all,
                   std::int64_t i) {
  return decoder(features, all.sparse.slice(0, i, i + 1),
                 all.hasMask ? all.dense.slice(0, i, i + 1) : at::Tensor());
}

TEST_F(FastDecoderTest, BatchGivesEachPromptTheAnswerItHasAlone) {
  PromptTensors prompts{test::noise("coords", {3, 2, 2}).mul(100).add(128),
                        at::tensor({1, 0, 1, 1, 0, 1}).view({3, 2}),
                        at::tensor({20.0F, 30.0F, 200.0F, 170.0F, 5.0F, 9.0F, 60.0F, 80.0F, 90.0F,
                                    90.0F, 250.0F, 140.0F})
                            .view({3, 4}),
                        {}};
  for (const bool masked : {false, true}) {
    if (masked) prompts.masks = test::noise("masks", {3, 1, 64, 64});
    const PromptEmbedding embedded = sam.promptEncoder(prompts);

    const DecodedMasks batch =
        decoder(one, embedded.sparse, masked ? embedded.dense : at::Tensor());

    const DecodedMasks expected =
        sam.maskDecoder(one, sam.promptEncoder.densePositions(), embedded);
    EXPECT_LT(test::largestDifference(batch.logits, expected.logits), 1e-5);
    EXPECT_LT(test::largestDifference(batch.iou, expected.iou), 1e-5);
    for (std::int64_t i = 0; i < 3; ++i) {
      const DecodedMasks single = alone(decoder, one, embedded, i);
      EXPECT_TRUE(batch.logits[i].equal(single.logits[0])) << i << masked;
      EXPECT_TRUE(batch.iou[i].equal(single.iou[0])) << i << masked;
    }
  }
}

}  // namespace
}  // namespace limn::nn::cpu
