// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/mask_predictor.h"

#include <memory>
#include <vector>

namespace limn::core {

/// The answer to each step, in order; immutable and shared with the jobs that extend it.
using Answers = std::vector<std::shared_ptr<const Prediction>>;

/// Chosen at a mask prompt: the given mask itself is the answer, not what the network makes of it.
/// The next prompt corrects it. No network gives so many candidates.
inline constexpr std::size_t kGivenMask = 15;

/// Extends `known` (answers to the first steps, still valid) until each step has one. The rule of
/// predictInOrder() lives here. Cancelled when told to stop between two steps.
[[nodiscard]] Result<Answers> answerSteps(MaskPredictor& predictor, const Embedding& embedding,
                                          const std::vector<PromptStep>& steps, Answers known,
                                          FocusUse focus = FocusUse::On,
                                          const JobContext& job = {});

}  // namespace limn::core
