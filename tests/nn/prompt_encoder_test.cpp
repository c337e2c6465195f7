// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "prompt_encoder.h"

#include "nn_support.h"

#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

namespace limn::nn {
namespace {

class PromptEncoderTest : public ::testing::Test {
 protected:
  static at::Tensor points(std::vector<float> xy) {
    const auto count = static_cast<std::int64_t>(xy.size() / 2);
    return at::tensor(xy).view({1, count, 2});
  }
  static at::Tensor labels(std::vector<std::int64_t> values) {
    return at::tensor(values).unsqueeze(0);
  }

  SamConfig config = SamConfig::tinyForTests(false);
  StateDict state = formulaStateDict(config);
  PromptEncoder encoder{WeightScope(state) / "prompt_encoder", config};
};

TEST_F(PromptEncoderTest, PadsPointsOnlyWithoutABox) {
  const at::Tensor box = at::tensor({10.0F, 20.0F, 50.0F, 60.0F}).view({1, 4});
  const at::Tensor point = points({12, 30});

  const PromptEmbedding alone = encoder({point, labels({1}), {}, {}});
  const PromptEmbedding boxed = encoder({point, labels({1}), box, {}});

  EXPECT_EQ(alone.sparse.size(1), 2);  // the point and one that is not a point
  EXPECT_TRUE(alone.sparse[0][1].equal(encoder.not_a_point_embed[0]));
  EXPECT_EQ(boxed.sparse.size(1), 3);  // the point and two corners
  EXPECT_TRUE(alone.sparse[0][0].equal(boxed.sparse[0][0]));
}

TEST_F(PromptEncoderTest, IgnoredPointsHaveNoPlace) {
  const PromptEmbedding out = encoder({points({12, 30, 200, 7}), labels({-1, -1}), {}, {}});

  EXPECT_TRUE(out.sparse[0][0].equal(out.sparse[0][1]));
}

TEST_F(PromptEncoderTest, LabelsDifferByTheirLearnedKind) {
  const at::Tensor place = points({12, 30});
  const at::Tensor in = encoder({place, labels({1}), {}, {}}).sparse[0][0];
  const at::Tensor out = encoder({place, labels({0}), {}, {}}).sparse[0][0];

  const at::Tensor kinds = encoder.point_embeddings[1][0].sub(encoder.point_embeddings[0][0]);

  EXPECT_LT(test::largestDifference(in.sub(out), kinds), 1e-6);
}

TEST_F(PromptEncoderTest, MaskAloneGivesNoTokensAndItsOwnDensePart) {
  const at::Tensor mask = formulaMask(config.lowResSide());

  const PromptEmbedding masked = encoder({{}, {}, {}, mask});
  const PromptEmbedding unmasked = encoder({points({1, 1}), labels({1}), {}, {}});

  EXPECT_EQ(masked.sparse.sizes(), (std::vector<std::int64_t>{1, 0, 32}));
  EXPECT_EQ(masked.dense.sizes(), (std::vector<std::int64_t>{1, 32, 16, 16}));
  EXPECT_TRUE(unmasked.dense.select(2, 3).select(2, 5)[0].equal(encoder.no_mask_embed[0]));
}

TEST_F(PromptEncoderTest, PointAtACellCentreHasThatCellsPosition) {
  // Cell (row 2, column 5) covers pixels 80..95 by 32..47; half a pixel is added to a point.
  const at::Tensor token = encoder({points({87.5F, 39.5F}), labels({1}), {}, {}}).sparse[0][0];

  const at::Tensor cell = encoder.densePositions()[0].select(1, 2).select(1, 5);

  EXPECT_LT(test::largestDifference(token.sub(encoder.point_embeddings[1][0]), cell), 1e-5);
}

}  // namespace
}  // namespace limn::nn
