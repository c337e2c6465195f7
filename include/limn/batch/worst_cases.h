// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/batch/evaluate_run.h"

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace limn::batch {

/// Places in `masks` of the lowest Dice after five points, worst first: at most `count`, at most
/// two of a target, so that one hard target does not hide the others, and none of those left out.
[[nodiscard]] std::vector<std::size_t> worstMasks(std::span<const MaskRecord> masks,
                                                  std::size_t count,
                                                  const std::set<std::string>& leftOut);

/// One of the worst masks with its answers.
struct WorstCase {
  MaskRecord record;
  core::SlicePicture picture;
  Mask truth, boxAnswer, pointsAnswer;
};
/// Predicts again from the recorded prompts.
[[nodiscard]] Result<WorstCase> replayCase(const MaskRecord& record,
                                           const imaging::Dataset& dataset,
                                           core::MaskPredictor& predictor, Protocol protocol,
                                           const JobContext& job);

/// Two figures side by side, box and five points, as HTML with inline SVG; `index` makes its ids
/// unique in the page.
[[nodiscard]] std::string caseFigure(const WorstCase& worst, std::size_t index);

}  // namespace limn::batch
