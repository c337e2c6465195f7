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

/// What the network said about one slice, and how long that took.
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
  std::vector<core::Prompt> prompts = {};  // what it was asked
  std::size_t candidate = 0;               // which of the answers it is
};

/// Slices first..last, both included.
struct SliceRange {
  std::int64_t first = 0, last = 0;
};

/// Carries a mask from slice to slice, away from `start` in both directions: each next slice is
/// given the mask of the one before as mask prompt, then the box around it. It is two-dimensional
/// work repeated, not a 3D method: it follows what changes little from slice to slice, and nothing
/// but the range keeps it from running on into a neighbour. It ends in a direction at the first
/// slice whose answer has a predicted IoU under `kLeastPredictedIou` or overlaps the mask before by
/// less than `kLeastOverlap` (IoU). The start itself is not in the result.
inline constexpr float kLeastPredictedIou = 0.5F;
inline constexpr double kLeastOverlap = 0.3;
[[nodiscard]] Result<std::vector<PropagatedSlice>> propagate(const SliceNetwork& network,
                                                             core::SliceRef start, const Mask& mask,
                                                             SliceRange range,
                                                             const JobContext& job);

}  // namespace limn::batch
