// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/optimization.h"

#include <c10/core/Device.h>

#include <memory>
#include <optional>

namespace limn::nn {

/// The parts of a run that depend on the network: data, training steps, validation.
class TrainingTask {
 public:
  virtual ~TrainingTask() = default;
  /// Takes the batch of step `step`, which follows the one before, and learns from it. When the
  /// loss is not a number the weights may already be corrupt.
  virtual StepOutcome teach(std::int64_t step, double learningRate) = 0;
  /// Updates left out because a gradient was not finite.
  [[nodiscard]] virtual std::int64_t skippedUpdates() const = 0;
  /// Nothing without held-out shards, and in processes that do not lead.
  [[nodiscard]] virtual std::optional<HeldOutDice> validate() const = 0;
};

/// The first step of a run: weights of a network by the plan, not yet on a device.
[[nodiscard]] TrainState newSamState(const TrainPlan& plan);
[[nodiscard]] TrainState newFocusState(const TrainPlan& plan);

/// Batches are prepared from the step after `state.step` on. The state outlives the task.
[[nodiscard]] std::unique_ptr<TrainingTask> makeSamTask(const TrainPlan& plan, TrainState& state,
                                                        const Team& team, c10::Device device);
[[nodiscard]] std::unique_ptr<TrainingTask> makeFocusTask(const TrainPlan& plan, TrainState& state,
                                                          const Team& team, c10::Device device);

}  // namespace limn::nn
