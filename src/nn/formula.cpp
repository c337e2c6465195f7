// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/formula.h"

#include "limn/nn/weights.h"
#include "parallel.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linspace.h>
#include <ATen/ops/zeros.h>

#include <cmath>

namespace limn::nn {

namespace {

std::uint64_t fnv1a64(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  }
  return hash;
}

/// The mixing part of splitmix64.
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

/// Element `index` of the noise whose name has the hash `seed`.
double noise(std::uint64_t seed, std::int64_t index) {
  const std::uint64_t z = mix(seed + static_cast<std::uint64_t>(index + 1) * 0x9E3779B97F4A7C15U);
  return static_cast<double>(z >> 11) * 0x1p-52 - 1.0;
}

/// value = offset + scale * u
struct Rule {
  double offset, scale;
};

Rule ruleFor(std::string_view name, const std::vector<std::int64_t>& shape, std::int64_t count) {
  if (name.ends_with("positional_encoding_gaussian_matrix")) return {0.0, std::sqrt(3.0)};
  for (const char* table : {"pos_embed", "rel_pos_h", "rel_pos_w"}) {
    if (name.ends_with(table)) return {0.0, 0.2};
  }
  if (shape.size() >= 2) {
    return {0.0, std::sqrt(3.0 / (static_cast<double>(count) / static_cast<double>(shape[0])))};
  }
  return name.ends_with("weight") ? Rule{1.0, 0.1} : Rule{0.0, 0.02};
}

at::Tensor formulaTensor(const TensorSpec& spec) {
  at::Tensor out = at::empty(spec.shape, at::kFloat);
  const Rule rule = ruleFor(spec.name, spec.shape, out.numel());
  const std::uint64_t seed = fnv1a64(spec.name);
  auto* values = out.data_ptr<float>();
  for (std::int64_t i = 0; i < out.numel(); ++i) {
    values[i] = static_cast<float>(rule.offset + rule.scale * noise(seed, i));
  }
  return out;
}

at::Tensor mean5x5(const at::Tensor& x) {
  return at::avg_pool2d(x, {5, 5}, {1, 1}, {2, 2});
}

}  // namespace

at::Tensor formulaNoise(std::string_view name, std::int64_t count) {
  at::Tensor out = at::empty({count}, at::kDouble);
  const std::uint64_t seed = fnv1a64(name);
  auto* values = out.data_ptr<double>();
  for (std::int64_t i = 0; i < count; ++i)
    values[i] = noise(seed, i);
  return out;
}

StateDict formulaStateDict(const SamConfig& config) {
  const std::vector<TensorSpec> specs = expectedTensors(config);
  std::vector<at::Tensor> tensors(specs.size());
  parallelFor(static_cast<std::int64_t>(specs.size()), [&](std::int64_t i) {
    const auto at = static_cast<std::size_t>(i);
    tensors[at] = formulaTensor(specs[at]);
  });
  StateDict state;
  for (std::size_t i = 0; i < specs.size(); ++i)
    state.tensors[specs[i].name] = tensors[i];
  return state;
}

at::Tensor formulaImage(std::string_view tag, std::int64_t size) {
  const at::Tensor grain = formulaNoise(tag, 3 * size * size).to(at::kFloat);
  const at::Tensor line = at::linspace(-1, 1, size, at::kFloat);
  const at::Tensor x = (line - 0.2).square().mul(6).unsqueeze(0);
  const at::Tensor y = (line + 0.1).square().mul(12).unsqueeze(1);
  return (x + y).neg().exp().mul(3).sub(1) + mean5x5(grain.view({1, 3, size, size})).mul(0.5);
}

at::Tensor formulaMask(std::int64_t side) {
  at::Tensor mask = at::zeros({1, 1, side, side}, at::kFloat);
  mask.slice(2, side / 4, side / 2).slice(3, side / 3, 2 * side / 3).fill_(1);
  return mean5x5(mask);
}

}  // namespace limn::nn
