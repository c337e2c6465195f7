// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/formula.h"

#include "nn_support.h"

#include <gtest/gtest.h>

#include <cmath>

namespace limn::nn {
namespace {

TEST(Formula, NoiseIsTheDocumentedSequence) {
  // Computed independently, with big integers, from the rule in tests/data/nn/README.md.
  const at::Tensor u = formulaNoise("image_encoder.neck.1.weight", 3);

  EXPECT_NEAR(u[0].item<double>(), -0.4579282348766427, 1e-15);
  EXPECT_NEAR(u[1].item<double>(), -0.2858507717545933, 1e-15);
  EXPECT_NEAR(u[2].item<double>(), -0.3913295063194766, 1e-15);
}

TEST(Formula, ScalesFollowNameAndShape) {
  const StateDict state = formulaStateDict(SamConfig::tinyForTests(false));
  const auto largest = [&](const char* name) {
    return state.tensors.at(name).abs().max().item<double>();
  };

  EXPECT_NEAR(largest("image_encoder.pos_embed"), 0.2, 0.01);
  EXPECT_NEAR(largest("image_encoder.blocks.0.attn.qkv.weight"), std::sqrt(3.0 / 64), 0.01);
  EXPECT_NEAR(largest("image_encoder.blocks.0.attn.qkv.bias"), 0.02, 0.001);
  EXPECT_NEAR(state.tensors.at("image_encoder.neck.1.weight").mean().item<double>(), 1.0, 0.05);
}

TEST(Formula, MaskIsABlurredRectangle) {
  const at::Tensor mask = formulaMask(64);

  EXPECT_EQ(mask.sizes(), (std::vector<std::int64_t>{1, 1, 64, 64}));
  EXPECT_NEAR(mask.sum().item<double>(), 16.0 * 21.0, 1e-3);
  EXPECT_FLOAT_EQ(mask[0][0][24][31].item<float>(), 1.0F);
  EXPECT_FLOAT_EQ(mask[0][0][16][31].item<float>(), 0.6F);
}

TEST(Formula, ImageDependsOnItsTag) {
  EXPECT_TRUE(formulaImage("a", 32).equal(formulaImage("a", 32)));
  EXPECT_FALSE(formulaImage("a", 32).equal(formulaImage("b", 32)));
}

}  // namespace
}  // namespace limn::nn
