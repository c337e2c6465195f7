// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/training.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <string>

namespace limn::nn {

/// Tensors by the names of the checkpoint.
using NamedTensors = std::map<std::string, at::Tensor>;

/// The learning rate of step `step` (from 1) of a run.
[[nodiscard]] double learningRateAt(const TrainSettings& settings, std::int64_t step);

/// Scales the gradients of `weights` so that their common norm is at most `most` (0 = any); returns
/// the norm before. Absent gradients count as zero.
double clipGradients(const NamedTensors& weights, double most);

/// Adam with decoupled weight decay (Loshchilov & Hutter, ICLR 2019, algorithm 2; beta 0.9 and
/// 0.999, eps 1e-8). Its state is plain tensors, so that it can be stored like weights. Weights
/// without a gradient are left alone, and their moments too.
class AdamW {
 public:
  /// `weights` share storage with the network and are changed in place.
  AdamW(NamedTensors weights, double weightDecay);

  void step(double learningRate);
  void clearGradients();
  [[nodiscard]] const NamedTensors& weights() const { return weights_; }

  // What has to be stored to go on: moments by weight, and how often each was updated (`[1]`
  // int64).
  NamedTensors first, second, updates;

 private:
  NamedTensors weights_;
  double weightDecay_;
};

/// Moves `average` towards `weights`: a = d a + (1 - d) w, with d lower in the first steps.
void updateAverage(NamedTensors& average, const NamedTensors& weights, double decay,
                   std::int64_t step);

}  // namespace limn::nn
