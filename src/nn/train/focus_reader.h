// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/predictor.h"
#include "train/random.h"

#include <optional>

namespace limn::nn {

// The reader that trains a focus network. Masks are `[S, S]` uint8 on the CPU, contiguous and not
// empty; coordinates are pixels of the view.

/// Tight about all of the mask; each edge off by up to `jitter` of the box's side, exact one time
/// in three. At least a pixel wide; may leave the view.
[[nodiscard]] PromptBox drawnBox(const at::Tensor& mask, double jitter, Random& random);
/// An include click: any pixel of the mask, or near its middle, with even odds.
[[nodiscard]] PromptPoint firstClick(const at::Tensor& mask, Random& random);
/// A click on the largest connected error of `answer` (inside where not 0): mostly in its middle,
/// else anywhere on it. Nothing where the errors are single pixels.
[[nodiscard]] std::optional<PromptPoint> correctiveClick(const at::Tensor& answer,
                                                         const at::Tensor& mask, Random& random);

/// The middle of the largest connected error; nothing where the errors are single pixels.
[[nodiscard]] std::optional<PromptPoint> middleOfError(const at::Tensor& answer,
                                                       const at::Tensor& mask);
/// Any pixel of `region`, labelled by the mask; nothing when it is empty.
[[nodiscard]] std::optional<PromptPoint> anyPixelOf(const at::Tensor& region,
                                                    const at::Tensor& mask, Random& random);

}  // namespace limn::nn
