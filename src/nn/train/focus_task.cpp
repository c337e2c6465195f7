// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/weights.h"
#include "train/batch_loader.h"
#include "train/focus_learning.h"
#include "train/focus_validation.h"
#include "train/training_task.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <utility>

namespace limn::nn {

namespace {

class FocusTask final : public TrainingTask {
 public:
  FocusTask(const TrainPlan& plan, TrainState& state, const Team& team, c10::Device device)
      : learning_(state, plan.settings, team, device),
        data_(plan.settings, plan.shards),
        validates_(team.leads() && !plan.heldOut.empty()),
        validation_(validates_ ? plan.heldOut : std::vector<std::filesystem::path>{},
                    plan.settings.side, device),
        loader_([this, first = team.rank() * plan.settings.images](
                    std::int64_t step) { return data_.batch(step, first); },
                state.step + 1, plan.settings.steps, plan.dataThreads) {}

  StepOutcome teach(std::int64_t step, double learningRate) override {
    return learning_.teach(loader_.next(), step, learningRate);
  }
  [[nodiscard]] std::int64_t skippedUpdates() const override { return learning_.skippedUpdates(); }
  [[nodiscard]] std::optional<HeldOutDice> validate() const override {
    if (!validates_) return std::nullopt;
    return validation_.measure(learning_.forUse());
  }

 private:
  FocusLearning learning_;
  FocusSamples data_;
  bool validates_;
  FocusValidation validation_;
  BatchLoader<FocusBatch> loader_;  // last: ends first
};

/// Convolutions as He et al. (ICCV 2015), norms as identity, linear layers uniform within 1 /
/// sqrt(n); the last layer 0, so that the first answer is the base.
at::Tensor initialTensor(const TensorSpec& spec, Random& random) {
  const bool isNorm = spec.name.find("norm") != std::string::npos;
  if (isNorm) {
    const bool isOne = spec.name.ends_with(".weight") || spec.name.ends_with(".variance");
    return isOne ? at::ones(spec.shape, at::kFloat) : at::zeros(spec.shape, at::kFloat);
  }
  if (spec.shape.size() < 2 || spec.name.starts_with("head.mask")) {
    return at::zeros(spec.shape, at::kFloat);
  }
  std::int64_t fanIn = 1;
  for (std::size_t i = 1; i < spec.shape.size(); ++i)
    fanIn *= spec.shape[i];
  const double gain = spec.shape.size() == 4 ? std::sqrt(6.0) : 1.0;
  const double bound = gain / std::sqrt(static_cast<double>(fanIn));
  return at::zeros(spec.shape, at::kFloat).uniform_(-bound, bound, random.generator());
}

}  // namespace

TrainState newFocusState(const TrainPlan& plan) {
  TrainState state;
  if (plan.init) {
    StateDict stored = readCheckpoint(*plan.init);
    state.focus = checkFocusNetwork(stored, *plan.init);
    convertToFloat(stored);
    state.weights = std::move(stored.tensors);
    return state;
  }
  state.focus = FocusShape{};
  Random random(plan.settings.seed);
  for (const TensorSpec& spec : focusTensors(*state.focus, FocusForm::Trainable))
    state.weights[spec.name] = initialTensor(spec, random);
  return state;
}

std::unique_ptr<TrainingTask> makeFocusTask(const TrainPlan& plan, TrainState& state,
                                            const Team& team, c10::Device device) {
  return std::make_unique<FocusTask>(plan, state, team, device);
}

}  // namespace limn::nn
