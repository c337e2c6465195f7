// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/core/mask_predictor.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace limn::core {

/// Slices first..last along one axis, both included.
struct SliceRange {
  std::int64_t first = 0, last = 0;
};

/// A mask that was carried to a slice from its neighbour.
struct PropagatedSlice {
  std::int64_t slice = 0;
  Candidate answer;
  std::vector<Prompt> prompts = {};  // that gave the answer
  std::size_t candidate = 0;         // number of the candidate that was taken
};

/// A propagation ends at a slice whose answer has a predicted IoU under the one, or an IoU with the
/// mask of the slice before under the other.
inline constexpr float kLeastPredictedIou = 0.5F;
inline constexpr double kLeastOverlap = 0.3;

/// Carries the mask of the slice before to the slice of `embedding`: it is the mask prompt there,
/// with the box around it. Each prediction is 2D, so it follows objects that change little from
/// slice to slice, and only the range prevents it from continuing into another object. Nothing
/// where the propagation ends. `before` is not empty.
[[nodiscard]] Result<std::optional<PropagatedSlice>> propagateTo(MaskPredictor& predictor,
                                                                 const Embedding& embedding,
                                                                 std::int64_t slice,
                                                                 const Mask& before,
                                                                 FocusUse focus = FocusUse::On);

/// The slices after `start` up to `end`, which may lie on either side; nearest first.
[[nodiscard]] std::vector<std::int64_t> slicesTowards(std::int64_t start, std::int64_t end);

}  // namespace limn::core
