// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/propagation.h"

#include <utility>

namespace limn::core {
namespace {

/// The corners of the outermost pixels. The mask is not empty.
BoxPrompt boxAround(const Mask& mask) {
  const PixelBox box = mask.bounds();
  return {{static_cast<double>(box.x0), static_cast<double>(box.y0)},
          {static_cast<double>(box.x1 - 1), static_cast<double>(box.y1 - 1)}};
}

bool follows(const Candidate& answer, const Mask& before) {
  if (answer.predictedIou < kLeastPredictedIou) return false;
  const auto common = static_cast<double>(answer.mask.countCommon(before));
  const auto all = static_cast<double>(answer.mask.count() + before.count()) - common;
  return common >= kLeastOverlap * all;
}

}  // namespace

Result<std::optional<PropagatedSlice>> propagateTo(MaskPredictor& predictor,
                                                   const Embedding& embedding, std::int64_t slice,
                                                   const Mask& before, FocusUse focus) {
  std::vector<Prompt> prompts{MaskPrompt{before}, boxAround(before)};
  auto prediction = predictInOrder(predictor, embedding, prompts, focus);
  if (!prediction) return passOn(prediction);
  Candidate& best = prediction->candidates[prediction->best];
  if (!follows(best, before)) return std::nullopt;
  return PropagatedSlice{slice, std::move(best), std::move(prompts), prediction->best};
}

std::vector<std::int64_t> slicesTowards(std::int64_t start, std::int64_t end) {
  std::vector<std::int64_t> slices;
  const std::int64_t step = end < start ? -1 : 1;
  for (std::int64_t slice = start; slice != end;)
    slices.push_back(slice += step);
  return slices;
}

}  // namespace limn::core
