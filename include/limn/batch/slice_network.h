// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/volume.h"
#include "limn/core/mask_predictor.h"
#include "limn/core/model_input.h"
#include "limn/core/propagation.h"

#include <vector>

namespace limn::batch {

/// The answer of the network for one slice, and how long it took.
struct SliceAnswer {
  core::Prediction prediction;
  double encodeMs = 0;
  double clickMs = 0;  // one decode; the mean over the prompts
};

/// One volume and the network: renders, encodes and decodes slices of it.
struct SliceNetwork {
  core::MaskPredictor& predictor;
  const Volume& volume;
  core::InputMapping mapping;

  [[nodiscard]] Result<SliceAnswer> ask(core::SliceRef slice,
                                        const std::vector<core::Prompt>& prompts,
                                        const JobContext& job) const;
};

/// Propagates a mask from slice to slice, away from `start` in both directions, as far as the range
/// and core::propagateTo() go. The start itself is not in the result.
[[nodiscard]] Result<std::vector<core::PropagatedSlice>> propagate(const SliceNetwork& network,
                                                                   core::SliceRef start,
                                                                   const Mask& mask,
                                                                   core::SliceRange range,
                                                                   const JobContext& job);

}  // namespace limn::batch
