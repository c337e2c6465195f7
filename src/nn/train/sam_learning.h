// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sam.h"
#include "train/interaction.h"
#include "train/objective.h"
#include "train/optimization.h"
#include "train/training_data.h"

#include <vector>

namespace limn::nn {

/// Trains a network with simulated readers: a box or a point first, then points where it was wrong,
/// with its previous answer as mask prompt.
class SamLearning {
 public:
  /// The tensors of `state` become the network's, and are changed in place from then on; moments of
  /// the optimizer are added to it where it has none.
  SamLearning(TrainState& state, const TrainSettings& settings, const Team& team);

  /// One batch of the run's step `step`. When the loss is not a number the weights may already be
  /// corrupt.
  StepOutcome teach(const Batch& batch, std::int64_t step, double learningRate);
  [[nodiscard]] std::int64_t skippedUpdates() const { return optimization_.skippedUpdates(); }
  /// The network as it would be used now: averaged weights where they are kept.
  [[nodiscard]] const Sam& forUse() const { return averaged_.empty() ? sam_ : averaged_.front(); }

 private:
  /// One batch with all prompts that the simulated readers have given so far.
  struct BatchState {
    at::Tensor masks;             // [B, S, S]
    at::Tensor boxes;             // [B, 4] or undefined
    Clicks clicks;                // all so far, or the last ones as published
    at::Tensor lowRes;            // previous answer, [B, 1, 4g, 4g]
    std::vector<Random> readers;  // one per mask
    Random shared{0};             // choices that are the same for all masks
    std::int64_t maskOnly = -1;   // interaction with the mask prompt alone
  };

  StepOutcome teachPublished(const Batch& batch, BatchState& batchState, double learningRate);
  StepOutcome teachCompact(const Batch& batch, BatchState& batchState, double learningRate);
  [[nodiscard]] BatchState begin(const Batch& batch, std::int64_t step) const;
  void ask(BatchState& batchState, std::int64_t interaction, const JudgedAnswer& before) const;
  [[nodiscard]] PromptTensors promptsOf(const BatchState& batchState,
                                        std::int64_t interaction) const;
  [[nodiscard]] JudgedAnswer answer(const at::Tensor& features, const BatchState& batchState,
                                    std::int64_t interaction, bool promptsLearn) const;
  [[nodiscard]] bool isMaskOnly(const BatchState& batchState, std::int64_t interaction) const;
  [[nodiscard]] StepOutcome agreedOutcome(const JudgedAnswer& judged) const;

  TrainState* state_;
  TrainSettings settings_;
  const Team* team_;
  Sam sam_;
  std::vector<Sam> averaged_;  // one or none
  Optimization optimization_;
};

}  // namespace limn::nn
