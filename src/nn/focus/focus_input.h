// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/predictor.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace limn::nn {

/// Input channels of the focus network, in this order: red, green, blue; grey stretched between its
/// 2nd and 98th percentile; 1 inside the picture; the base as 2p - 1; whether there is a previous
/// mask; the box (1 in, -1 out, 0 without one); nearness to include clicks; nearness to exclude
/// clicks; similarity to what is inside against what is outside; the same of grey values averaged
/// over 5 x 5; similarity to the include clicks against the whole view; geodesic nearness.
inline constexpr std::int64_t kFocusChannels = 14;
/// Changes when the same number of channels comes to mean something else.
inline constexpr std::int64_t kFocusInputForm = 1;

/// What does not change between answers on one view of S x S pixels.
struct FocusPicture {
  std::int64_t side = 0;
  at::Tensor channels;  // [5, S, S] fp32: the first five input channels
  /// Values stretched to 0..255, plane after plane (1 plane for a grey picture, else 3).
  std::vector<std::uint8_t> stretched, smooth;
  std::int64_t planes = 1;
};

/// `rgb` `[3, S, S]` fp32 0..255; `inside` `[S, S]` bool says which pixels lie in the picture.
[[nodiscard]] FocusPicture focusPicture(const at::Tensor& rgb, const at::Tensor& inside);

/// Prompts in pixels of the view, (0, 0) = centre of its first pixel; they may lie outside of it.
struct FocusPrompts {
  std::vector<PromptPoint> points;
  std::optional<PromptBox> box;
  at::Tensor previous;  // [S, S] fp32 logits of the mask to correct, or undefined
};

struct FocusInput {
  at::Tensor channels;  // [kFocusChannels, S, S] fp32
  at::Tensor base;      // [1, S, S] fp32 logits that the network's answer is added to
};

/// A pure function, the same on any number of threads. Similarity is the log ratio of two smoothed
/// histograms of 24 bins, clipped to +-3 and divided by 3; the geodesic distance is that of
/// Toivanen, Pattern Recognition Letters 17, 1996, by raster sweeps.
[[nodiscard]] FocusInput focusInput(const FocusPicture& picture, const FocusPrompts& prompts);

/// Where training begins: the previous mask clipped to +-4; else the ellipse in the box; else discs
/// at the include clicks; else nothing inside. `[S, S]` fp32 logits.
[[nodiscard]] at::Tensor focusBase(std::int64_t side, const FocusPrompts& prompts);

}  // namespace limn::nn
