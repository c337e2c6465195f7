// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/focus_sessions.h"
#include "train/optimization.h"

namespace limn::nn {

/// Teaches a focus network by simulated readers: it answers them without gradient until the last
/// answer, which it learns from (RITM: Sofiiuk et al., ICIP 2022).
class FocusLearning {
 public:
  /// The tensors of `state` are changed in place from then on.
  FocusLearning(TrainState& state, const TrainSettings& settings, const Team& team,
                c10::Device device);

  /// One batch of the run's step `step`.
  StepOutcome teach(const FocusBatch& batch, std::int64_t step, double learningRate);
  [[nodiscard]] std::int64_t skippedUpdates() const { return optimization_.skippedUpdates(); }
  /// The network as it would be used now: averaged weights where they are kept.
  [[nodiscard]] FocusNetwork forUse() const;

 private:
  [[nodiscard]] std::vector<FocusSession> sessionsOf(const FocusBatch& batch,
                                                     std::int64_t step) const;
  void correct(std::vector<FocusSession>& sessions) const;
  [[nodiscard]] FocusNetwork folded(const NamedTensors& weights) const;

  TrainState* state_;
  TrainSettings settings_;
  const Team* team_;
  c10::Device device_;
  Optimization optimization_;
};

/// Focal, Dice and half of the cross entropy of the candidate that fits best, a twentieth of all of
/// them, and the squared error of every predicted IoU. `masks` `[B, 1, S, S]` fp32 0 or 1.
struct FocusJudgement {
  at::Tensor loss;  // scalar with gradient
  double dice = 0;  // of the candidates with the highest predicted IoU, mean
};
[[nodiscard]] FocusJudgement judgeFocus(const FocusOutput& output, const at::Tensor& base,
                                        const at::Tensor& masks);

}  // namespace limn::nn
