// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/initial_weights.h"

#include "limn/nn/weights.h"
#include "train/random.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <string_view>

namespace limn::nn {

namespace {

bool endsWithAny(std::string_view name, std::initializer_list<std::string_view> ends) {
  for (const std::string_view end : ends) {
    if (name.ends_with(end)) return true;
  }
  return false;
}

bool isEmbedding(std::string_view name) {
  return name.find("point_embeddings") != name.npos ||
         endsWithAny(name, {"positional_encoding_gaussian_matrix", "not_a_point_embed.weight",
                            "no_mask_embed.weight", "iou_token.weight", "mask_tokens.weight"});
}

at::Tensor uniformWithin(double bound, const std::vector<std::int64_t>& shape, Random& random) {
  return at::zeros(shape, at::kFloat).uniform_(-bound, bound, random.generator());
}

at::Tensor initialTensor(const TensorSpec& spec, const StateDict& soFar, Random& random) {
  if (isEmbedding(spec.name)) return at::randn(spec.shape, random.generator(), at::kFloat);
  if (endsWithAny(spec.name, {"pos_embed", "rel_pos_h", "rel_pos_w"})) {
    return at::zeros(spec.shape, at::kFloat);
  }
  const bool isBias = spec.name.ends_with(".bias");
  if (spec.shape.size() == 1 && !isBias) return at::ones(spec.shape, at::kFloat);
  if (!isBias) {
    std::int64_t fanIn = 1;
    for (std::size_t i = 1; i < spec.shape.size(); ++i)
      fanIn *= spec.shape[i];
    return uniformWithin(1 / std::sqrt(static_cast<double>(fanIn)), spec.shape, random);
  }
  const std::string weight = spec.name.substr(0, spec.name.size() - 4) + "weight";
  const auto found = soFar.tensors.find(weight);
  if (found == soFar.tensors.end() || found->second.dim() < 2) {
    return at::zeros(spec.shape, at::kFloat);
  }
  const auto fanIn = static_cast<double>(found->second.numel() / found->second.size(0));
  return uniformWithin(1 / std::sqrt(fanIn), spec.shape, random);
}

}  // namespace

StateDict initialWeights(const SamConfig& config, std::uint64_t seed) {
  Random random(seed);
  StateDict state;
  for (const TensorSpec& spec : expectedTensors(config)) {
    state.tensors[spec.name] = initialTensor(spec, state, random);
  }
  return state;
}

}  // namespace limn::nn
