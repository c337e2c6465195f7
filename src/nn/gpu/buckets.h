// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt_encoder.h"

namespace limn::nn::gpu {

// Recordings hold for one shape. So that a handful of them serves all prompts, points and prompts
// are filled up to the next power of two; what was added changes no answer.

/// The same prompts in a larger shape: places without a point at the end of each list, and the last
/// prompt repeated at the end of the batch.
[[nodiscard]] PromptTensors padToBucket(const PromptTensors& prompts);

/// Whether lists of points of this length, `[B, N, 2]` or undefined, may have such places: known by
/// the shape alone.
[[nodiscard]] bool mayBePadded(const at::Tensor& coords);

}  // namespace limn::nn::gpu
