// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/base/result.h"
#include "limn/batch/simulated_reader.h"
#include "limn/core/mask_predictor.h"
#include "limn/core/prompt.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace limn::batch {

/// Where a simulated reader clicks: on a random wrong pixel, as in SAM-Med2D's protocol, or in the
/// middle of the largest wrong region, as people do.
enum class ClickPlacement { Random, Centre };

/// A point in the middle of the largest wrong region: foreground where `truth` has it, else
/// background. Nothing when the masks are equal.
[[nodiscard]] std::optional<PointPrompt> centreClick(const Mask& truth, const Mask& answer);

/// The tight box with each side moved in or out by up to `jitter` of the box's own width or height,
/// drawn from the seed; within the picture.
[[nodiscard]] BoxPrompt jitteredBox(const Mask& truth, double jitter, const ReaderSeed& seed);

struct ReaderHabits {
  ClickPlacement placement = ClickPlacement::Random;
  double jitter = 0;  // of the box, a share of its sides
  std::size_t maxClicks = 9;
};

/// The Dice after the box alone, and after 1, 2, ... further points. Each step prompts with the
/// box, all points so far and the logits of the last answer, and takes the candidate with the
/// highest predicted IoU. When nothing is left to correct, the last value is repeated. WrongUse
/// when `truth` is empty.
[[nodiscard]] Result<std::vector<double>> readerCost(core::MaskPredictor& predictor,
                                                     const core::Embedding& embedding,
                                                     const Mask& truth, const ReaderHabits& habits,
                                                     const ReaderSeed& seed);

}  // namespace limn::batch
