// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mask_decoder.h"

#include "nn_support.h"
#include "sam.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

namespace limn::nn {
namespace {

class MaskDecoderTest : public ::testing::Test {
 protected:
  [[nodiscard]] DecodedMasks decode(const at::Tensor& places) const {
    const auto labels = places.select(2, 0).mul(0).add(1).to(at::kLong);
    return sam.maskDecoder(features, sam.promptEncoder.densePositions(),
                           sam.promptEncoder({places, labels, {}, {}}));
  }

  StateDict state = formulaStateDict(SamConfig::tinyForTests(false));
  Sam sam{state, SamConfig::tinyForTests(false)};
  at::Tensor features = test::noise("features", {1, 32, 16, 16});
  at::Tensor coords = test::noise("coords", {3, 2, 2}).mul(100).add(128);
};

TEST_F(MaskDecoderTest, SingleIsTokenZeroAndCandidatesAreTheRest) {
  const DecodedMasks all = decode(coords);

  EXPECT_EQ(all.logits.sizes(), (std::vector<std::int64_t>{3, 4, 64, 64}));
  EXPECT_TRUE(all.single().logits.equal(all.logits.slice(1, 0, 1)));
  EXPECT_TRUE(all.candidates().logits.equal(all.logits.slice(1, 1, 4)));
  EXPECT_EQ(all.single().iou.size(1), 1);
  EXPECT_EQ(all.candidates().iou.size(1), 3);
}

TEST_F(MaskDecoderTest, MasksOfABatchShareTheImageAndNothingElse) {
  const DecodedMasks together = decode(coords);

  for (std::int64_t i = 0; i < 3; ++i) {
    const DecodedMasks alone = decode(coords.slice(0, i, i + 1));
    EXPECT_LT(test::largestDifference(together.logits.slice(0, i, i + 1), alone.logits), 1e-4);
    EXPECT_LT(test::largestDifference(together.iou.slice(0, i, i + 1), alone.iou), 1e-5);
  }
}

TEST_F(MaskDecoderTest, OverlooksPlacesWithoutAPoint) {
  const at::Tensor labels =
      at::tensor(std::vector<std::int64_t>{1, kNoPoint, 0, kNoPoint}).view({1, 4});
  const at::Tensor places = test::noise("places", {1, 4, 2}).mul(100).add(128);
  const at::Tensor real = at::tensor({0, 2});
  for (const bool withBox : {false, true}) {
    const at::Tensor box =
        withBox ? at::tensor({20.0F, 30.0F, 90.0F, 99.0F}).view({1, 4}) : at::Tensor();
    const auto ask = [&](const PromptTensors& prompts) {
      return sam.maskDecoder(features, sam.promptEncoder.densePositions(),
                             sam.promptEncoder(prompts));
    };

    const DecodedMasks padded = ask({places, labels, box, {}, true});
    const DecodedMasks plain =
        ask({places.index_select(1, real), labels.index_select(1, real), box, {}});

    EXPECT_LT(test::largestDifference(padded.logits, plain.logits), 1e-4);
    EXPECT_LT(test::largestDifference(padded.iou, plain.iou), 1e-5);
  }
}

TEST_F(MaskDecoderTest, DependsOnTheImage) {
  const at::Tensor before = decode(coords).logits;

  features = features.mul(0.5);

  EXPECT_GT(test::largestDifference(before, decode(coords).logits), 1e-3);
}

}  // namespace
}  // namespace limn::nn
