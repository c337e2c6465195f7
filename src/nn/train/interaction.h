// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt_encoder.h"
#include "train/random.h"

#include <span>

namespace limn::nn {

// The reader that training simulates. Masks are `[B, S, S]` uint8 (0 or 1), never empty; what comes
// back lies on their device, coordinates in input pixels (x, y). Each mask has a random stream of
// its own, so that its prompts do not depend on the company it is in.

/// Tight boxes of the largest component of each mask, `[B, 4]`.
[[nodiscard]] at::Tensor tightBoxes(const at::Tensor& masks);

/// The published disturbance: the whole box moved by whole pixels, at most 5 and at most half of
/// its shorter side.
[[nodiscard]] at::Tensor shiftedBoxes(const at::Tensor& boxes, std::span<Random> random);

/// A reader's hand: every edge off by up to 5 % of the box, at most 5 pixels, and exact one time in
/// three. Stays a box of at least one pixel inside the input of `side` pixels.
[[nodiscard]] at::Tensor jitteredBoxes(const at::Tensor& boxes, std::int64_t side,
                                       std::span<Random> random);

struct Clicks {
  at::Tensor coords;  // [B, N, 2]
  at::Tensor labels;  // [B, N] long; 1 include, 0 exclude, -1 ignored
};

/// `count` random pixels inside each mask, label 1.
[[nodiscard]] Clicks clicksInside(const at::Tensor& masks, std::int64_t count,
                                  std::span<Random> random);

/// `count` random pixels where `predicted` (`[B, S, S]` bool) is wrong, labelled with the truth;
/// where it is right, ignored points.
[[nodiscard]] Clicks clicksOnErrors(const at::Tensor& predicted, const at::Tensor& masks,
                                    std::int64_t count, std::span<Random> random);

/// First `a`, then `b`; either may be without points.
[[nodiscard]] Clicks joined(const Clicks& a, const Clicks& b);

}  // namespace limn::nn
