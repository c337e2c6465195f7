// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/volume.h"
#include "limn/core/mask_predictor.h"
#include "limn/core/model_input.h"

#include <cstdint>
#include <optional>
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

/// One slice of a propagation.
struct PropagatedSlice {
  std::int64_t slice = 0;
  core::Candidate answer;
  std::vector<core::Prompt> prompts = {};  // that gave the answer
  std::size_t candidate = 0;               // number of the candidate that was taken
};

/// Slices first..last, both included.
struct SliceRange {
  std::int64_t first = 0, last = 0;
};

/// Propagates a mask from slice to slice, away from `start` in both directions: each slice gets the
/// mask of the slice before as mask prompt and the box around it. Each prediction is 2D, so it
/// follows objects that change little from slice to slice, and only the range prevents it from
/// continuing into another object. A direction ends at the first slice whose answer has a predicted
/// IoU under `kLeastPredictedIou`, or an IoU with the mask before under `kLeastOverlap`. The start
/// itself is not in the result.
inline constexpr float kLeastPredictedIou = 0.5F;
inline constexpr double kLeastOverlap = 0.3;
[[nodiscard]] Result<std::vector<PropagatedSlice>> propagate(const SliceNetwork& network,
                                                             core::SliceRef start, const Mask& mask,
                                                             SliceRange range,
                                                             const JobContext& job);

}  // namespace limn::batch
