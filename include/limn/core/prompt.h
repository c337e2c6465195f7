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

/// Whether the focus network answers after the network of the whole slice, where the predictor has
/// one.
enum class FocusUse { Off, On };

/// What the decoder sees at once. A second box replaces the first, a second mask likewise.
struct PromptSet {
  std::vector<PointPrompt> points;
  std::optional<BoxPrompt> box;
  LowResLogitsPtr mask;
  /// The mask to correct, of the size of the slice picture: the reader saw it before the last
  /// prompt, or gave it as that prompt. Null at the first prompt.
  std::shared_ptr<const Mask> previous = {};
  FocusUse focus = FocusUse::On;
  bool operator==(const PromptSet&) const = default;  // masks by their address
};

}  // namespace limn::core
