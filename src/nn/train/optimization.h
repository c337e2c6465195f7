// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/optimizer.h"
#include "train/team.h"
#include "train/train_state.h"

namespace limn::nn {

/// Loss and Dice of the last answer to a batch, mean over the processes.
struct StepOutcome {
  double loss = 0, dice = 0;
};

/// How the weights of a run move: gradients averaged over the processes, clipped, AdamW, averaged
/// weights.
class Optimization {
 public:
  /// `learning` are those of the state's weights that learn; they are changed in place from now on.
  /// Moments of the optimizer are added to the state where it has none.
  Optimization(TrainState& state, NamedTensors learning, const TrainSettings& settings,
               const Team& team);

  /// One update by the gradients that have come together, which it clears.
  void improve(double learningRate);
  /// The averaged weights after step `step`, where they are kept.
  void follow(std::int64_t step);
  /// The loss, not a number for all processes when it is for one: they stop together.
  [[nodiscard]] double agreedLoss(double loss) const;
  [[nodiscard]] StepOutcome meanOutcome(const StepOutcome& mine) const;
  /// Updates left out because a gradient was not finite.
  [[nodiscard]] std::int64_t skippedUpdates() const { return skippedUpdates_; }

 private:
  TrainState* state_;
  TrainSettings settings_;
  const Team* team_;
  AdamW optimizer_;
  std::int64_t skippedUpdates_ = 0;
};

}  // namespace limn::nn
