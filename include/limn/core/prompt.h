// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/prompt.h"

#include <optional>
#include <vector>

namespace limn::core {

// Prompts are values that the case file keeps as well; core works with them under its own name.
using limn::BoxPrompt;
using limn::LowResLogits;
using limn::LowResLogitsPtr;
using limn::MaskPrompt;
using limn::PointPrompt;
using limn::Prompt;
using limn::PromptState;
using limn::PromptStep;
using limn::SliceRef;

/// What the decoder sees at once. A second box replaces the first, a second mask likewise.
struct PromptSet {
  std::vector<PointPrompt> points;
  std::optional<BoxPrompt> box;
  LowResLogitsPtr mask;
};

}  // namespace limn::core
