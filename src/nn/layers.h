// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/checkpoint.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace limn::nn {

/// Looks tensors up under a name prefix, so that each part of the network binds its own by the
/// names of the checkpoint. Refers to the state dict; use it only while that lives.
class WeightScope {
 public:
  explicit WeightScope(const StateDict& state) : state_(&state) {}
  /// The part called `name` below this one.
  [[nodiscard]] WeightScope operator/(const std::string& name) const;
  [[nodiscard]] WeightScope operator/(std::int64_t index) const;
  /// Throws CheckpointError that names the tensor when it is absent.
  [[nodiscard]] at::Tensor tensor(const std::string& name) const;
  /// Undefined when absent.
  [[nodiscard]] at::Tensor tensorIfAny(const std::string& name) const;

 private:
  WeightScope(const StateDict& state, std::string prefix)
      : state_(&state), prefix_(std::move(prefix)) {}

  const StateDict* state_;
  std::string prefix_;
};

// The layers below hold the very tensors of the state dict (no copies), and their calls are plain
// ATen operations: gradients flow into the state dict when its tensors require them.

/// y = x Wᵀ + b over the last dimension; no bias where the checkpoint has none.
struct Linear {
  Linear() = default;
  explicit Linear(const WeightScope& scope);
  [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;

  at::Tensor weight, bias;
};

/// LayerNorm over the last dimension.
struct LayerNorm {
  LayerNorm() = default;
  LayerNorm(const WeightScope& scope, double epsilon);
  [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;

  at::Tensor weight, bias;
  double eps = 1e-5;
};

/// LayerNorm over the channels of `[B, C, H, W]`, eps 1e-6.
struct LayerNorm2d {
  LayerNorm2d() = default;
  explicit LayerNorm2d(const WeightScope& scope);
  [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;

  at::Tensor weight, bias;
};

/// Weight and optional bias of a convolution; the stride and padding are the caller's.
struct Conv {
  Conv() = default;
  explicit Conv(const WeightScope& scope);
  [[nodiscard]] at::Tensor operator()(const at::Tensor& x, std::int64_t stride = 1,
                                      std::int64_t padding = 0) const;
  [[nodiscard]] at::Tensor transposed(const at::Tensor& x, std::int64_t stride,
                                      std::int64_t padding = 0) const;

  at::Tensor weight, bias;
};

/// Linear layers with ReLU between them.
struct Perceptron {
  Perceptron() = default;
  Perceptron(const WeightScope& scope, std::int64_t depth);
  [[nodiscard]] at::Tensor operator()(at::Tensor x) const;

  std::vector<Linear> layers;
};

}  // namespace limn::nn
