// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "layers.h"

#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>

namespace limn::nn {

WeightScope WeightScope::operator/(const std::string& name) const {
  return {*state_, prefix_ + name + "."};
}

WeightScope WeightScope::operator/(std::int64_t index) const {
  return *this / std::to_string(index);
}

at::Tensor WeightScope::tensor(const std::string& name) const {
  const at::Tensor found = tensorIfAny(name);
  if (!found.defined()) throw CheckpointError({}, "tensor '" + prefix_ + name + "' is missing");
  return found;
}

at::Tensor WeightScope::tensorIfAny(const std::string& name) const {
  const auto found = state_->tensors.find(prefix_ + name);
  return found == state_->tensors.end() ? at::Tensor() : found->second;
}

Linear::Linear(const WeightScope& scope)
    : weight(scope.tensor("weight")), bias(scope.tensorIfAny("bias")) {}

at::Tensor Linear::operator()(const at::Tensor& x) const {
  return at::linear(x, weight, bias);
}

LayerNorm::LayerNorm(const WeightScope& scope, double epsilon)
    : weight(scope.tensor("weight")), bias(scope.tensor("bias")), eps(epsilon) {}

at::Tensor LayerNorm::operator()(const at::Tensor& x) const {
  return at::layer_norm(x, weight.sizes(), weight, bias, eps);
}

LayerNorm2d::LayerNorm2d(const WeightScope& scope)
    : weight(scope.tensor("weight")), bias(scope.tensor("bias")) {}

at::Tensor LayerNorm2d::operator()(const at::Tensor& x) const {
  const at::Tensor channelsLast = x.permute({0, 2, 3, 1});
  return at::layer_norm(channelsLast, weight.sizes(), weight, bias, 1e-6).permute({0, 3, 1, 2});
}

Conv::Conv(const WeightScope& scope)
    : weight(scope.tensor("weight")), bias(scope.tensorIfAny("bias")) {}

at::Tensor Conv::operator()(const at::Tensor& x, std::int64_t stride, std::int64_t padding) const {
  return at::conv2d(x, weight, bias, {stride, stride}, {padding, padding});
}

at::Tensor Conv::transposed(const at::Tensor& x, std::int64_t stride, std::int64_t padding) const {
  return at::conv_transpose2d(x, weight, bias, {stride, stride}, {padding, padding});
}

Perceptron::Perceptron(const WeightScope& scope, std::int64_t depth) {
  for (std::int64_t i = 0; i < depth; ++i)
    layers.emplace_back(scope / "layers" / i);
}

at::Tensor Perceptron::operator()(at::Tensor x) const {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    x = layers[i](x);
    if (i + 1 < layers.size()) x = x.relu();
  }
  return x;
}

}  // namespace limn::nn
