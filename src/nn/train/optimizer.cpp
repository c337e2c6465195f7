// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/optimizer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace limn::nn {

namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEps = 1e-8;
constexpr double kCosineFloor = 0.01;

double shapeOfSchedule(Schedule schedule, double progress) {
  switch (schedule) {
    case Schedule::Constant:
      return 1;
    case Schedule::Published:
      return progress < 7.0 / 12.0 ? 1.0 : progress < 10.0 / 12.0 ? 0.5 : 0.25;
    case Schedule::Cosine:
      return kCosineFloor + (1 - kCosineFloor) * 0.5 * (1 + std::cos(std::numbers::pi * progress));
  }
  return 1;
}

/// Biases, norms and lone vectors are not pulled to zero.
bool decays(const at::Tensor& weight) {
  return weight.dim() >= 2 && weight.numel() > weight.size(-1);
}

}  // namespace

double learningRateAt(const TrainSettings& settings, std::int64_t step) {
  const auto at = static_cast<double>(step);
  const auto warmup = static_cast<double>(settings.warmupSteps);
  if (at <= warmup) return settings.learningRate * at / warmup;
  const double rest = static_cast<double>(settings.steps) - warmup;
  const double progress = std::clamp((at - warmup - 1) / std::max(rest, 1.0), 0.0, 1.0);
  return settings.learningRate * shapeOfSchedule(settings.schedule, progress);
}

double clipGradients(const NamedTensors& weights, double most) {
  const c10::AutoGradMode noGrad(false);
  std::vector<at::Tensor> norms;
  for (const auto& [name, weight] : weights) {
    if (weight.grad().defined()) norms.push_back(weight.grad().norm());
  }
  if (norms.empty()) return 0;
  const auto norm = at::stack(norms).norm().item<double>();
  if (most > 0 && norm > most) {
    for (const auto& [name, weight] : weights) {
      if (weight.grad().defined()) weight.grad().mul_(most / norm);
    }
  }
  return norm;
}

AdamW::AdamW(NamedTensors weights, double weightDecay)
    : weights_(std::move(weights)), weightDecay_(weightDecay) {
  for (const auto& [name, weight] : weights_) {
    first[name] = at::zeros_like(weight);
    second[name] = at::zeros_like(weight);
    updates[name] = at::zeros({1}, at::kLong);
  }
}

void AdamW::step(double learningRate) {
  const c10::AutoGradMode noGrad(false);
  for (auto& [name, weight] : weights_) {
    const at::Tensor gradient = weight.grad();
    if (!gradient.defined()) continue;
    const auto count = static_cast<double>(updates[name].add_(1).item<std::int64_t>());
    if (decays(weight)) weight.mul_(1 - learningRate * weightDecay_);
    const at::Tensor m = first[name].mul_(kBeta1).add_(gradient, 1 - kBeta1);
    const at::Tensor v = second[name].mul_(kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
    const double correction1 = 1 - std::pow(kBeta1, count),
                 correction2 = 1 - std::pow(kBeta2, count);
    weight.addcdiv_(m, v.sqrt().div_(std::sqrt(correction2)).add_(kEps),
                    -learningRate / correction1);
  }
}

void AdamW::clearGradients() {
  for (auto& [name, weight] : weights_)
    weight.mutable_grad() = at::Tensor();
}

void updateAverage(NamedTensors& average, const NamedTensors& weights, double decay,
                   std::int64_t step) {
  const c10::AutoGradMode noGrad(false);
  const auto at = static_cast<double>(step);
  const double kept = std::min(decay, (1 + at) / (10 + at));
  for (auto& [name, mean] : average)
    mean.lerp_(weights.at(name), 1 - kept);
}

}  // namespace limn::nn
