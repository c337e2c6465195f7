// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "layers.h"

#include "checkpoint_support.h"
#include "nn_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

namespace limn::nn {
namespace {

StateDict normState(std::int64_t width) {
  StateDict state;
  state.tensors["n.weight"] = at::ones({width});
  state.tensors["n.bias"] = at::zeros({width});
  return state;
}

TEST(WeightScope, NamesTheMissingTensorInFull) {
  const StateDict state;

  const std::string text = test::checkpointErrorOf(
      [&] { (void)(WeightScope(state) / "blocks" / 3 / "attn").tensor("rel_pos_h"); });

  EXPECT_NE(text.find("'blocks.3.attn.rel_pos_h'"), std::string::npos) << text;
}

TEST(WeightScope, SharesTensorsInsteadOfCopying) {
  StateDict state;
  state.tensors["a.weight"] = at::zeros({2, 2});

  const Linear linear(WeightScope(state) / "a");

  EXPECT_TRUE(linear.weight.is_same(state.tensors.at("a.weight")));
  EXPECT_FALSE(linear.bias.defined());
}

TEST(LayerNorm2d, NormalisesOverChannelsAtEachPlace) {
  const StateDict state = normState(8);
  const at::Tensor x = test::noise("x", {2, 8, 3, 4}) * 5 + 2;

  const at::Tensor y = LayerNorm2d(WeightScope(state) / "n")(x);

  EXPECT_EQ(y.sizes(), x.sizes());
  EXPECT_LT(y.mean(1).abs().max().item<double>(), 1e-5);
  EXPECT_LT((y.square().mean(1) - 1).abs().max().item<double>(), 1e-4);
}

TEST(Perceptron, PutsReluBetweenLayersButNotAtTheEnd) {
  StateDict state;
  state.tensors["p.layers.0.weight"] = -at::ones({1, 1});
  state.tensors["p.layers.1.weight"] = -at::ones({1, 1});
  const Perceptron perceptron(WeightScope(state) / "p", 2);

  EXPECT_FLOAT_EQ(perceptron(at::ones({1, 1})).item<float>(), 0.0F);
  EXPECT_FLOAT_EQ(perceptron(-at::ones({1, 1})).item<float>(), -1.0F);
}

}  // namespace
}  // namespace limn::nn
