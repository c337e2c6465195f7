// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/optimization.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace limn::nn {

Optimization::Optimization(TrainState& state, NamedTensors learning, const TrainSettings& settings,
                           const Team& team)
    : state_(&state),
      settings_(settings),
      team_(&team),
      optimizer_(std::move(learning), settings.weightDecay) {
  if (!state.first.empty()) {
    optimizer_.first = state.first;
    optimizer_.second = state.second;
    optimizer_.updates = state.updates;
  }
  // The same tensors from now on: whoever writes the state writes what the optimizer has.
  state.first = optimizer_.first;
  state.second = optimizer_.second;
  state.updates = optimizer_.updates;
}

void Optimization::improve(double learningRate) {
  std::vector<at::Tensor> gradients;
  for (const auto& [name, weight] : optimizer_.weights()) {
    if (weight.grad().defined()) gradients.push_back(weight.grad());
  }
  team_->average(gradients);
  const double norm = clipGradients(optimizer_.weights(), settings_.clipNorm);
  if (std::isfinite(norm)) {
    optimizer_.step(learningRate);
  } else {
    ++skippedUpdates_;
  }
  optimizer_.clearGradients();
}

void Optimization::follow(std::int64_t step) {
  if (state_->average.empty()) return;
  updateAverage(state_->average, state_->weights, settings_.emaDecay, step);
}

double Optimization::agreedLoss(double loss) const {
  const bool bad = team_->any(!std::isfinite(loss));
  return bad ? std::numeric_limits<double>::quiet_NaN() : loss;
}

StepOutcome Optimization::meanOutcome(const StepOutcome& mine) const {
  const at::Tensor shared = at::full({2}, mine.loss, at::kDouble);
  shared[1] = mine.dice;
  team_->average({shared});
  return {shared[0].item<double>(), shared[1].item<double>()};
}

}  // namespace limn::nn
