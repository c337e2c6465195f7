// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/mask_predictor.h"

#include <memory>
#include <optional>
#include <vector>

namespace limn::core {

/// A prompt, and the candidate the reader chose among the answers to it (default: the best).
struct PromptStep {
  Prompt prompt;
  std::optional<std::size_t> chosen;
  bool operator==(const PromptStep&) const = default;
};

/// The answer to each step, in order; immutable and shared with the jobs that extend it.
using Answers = std::vector<std::shared_ptr<const Prediction>>;

/// Extends `known` (answers to the first steps, still valid) until each step has one. The rule of
/// predictInOrder() lives here. Cancelled when told to stop between two steps.
[[nodiscard]] Result<Answers> answerSteps(MaskPredictor& predictor, const Embedding& embedding,
                                          const std::vector<PromptStep>& steps, Answers known,
                                          const JobContext& job = {});

}  // namespace limn::core
