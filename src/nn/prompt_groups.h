// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/predictor.h"
#include "prompt_encoder.h"

#include <span>
#include <vector>

namespace limn::nn {

/// Prompts that one call of the decoder answers: all with the same parts and as many points.
struct PromptGroup {
  PromptTensors tensors;
  std::vector<std::size_t> members;  // which of the given ones, in the order of `tensors`
};

/// Throws as preparePrompts().
[[nodiscard]] std::vector<PromptGroup> groupPrompts(std::span<const Prompts> prompts,
                                                    const InputFrame& frame,
                                                    const SamConfig& config);

}  // namespace limn::nn
