// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

namespace limn::nn {

/// One picture as training sees it, S = side of the network's input.
struct TrainingImage {
  at::Tensor rgb;    // [3, S, S] float32, 0..255, not yet normalised
  at::Tensor masks;  // [K, S, S] uint8, 0 or 1; K >= 1 objects, each of at least kMinMaskPixels

  static constexpr std::int64_t kMinMaskPixels = 25;
};

}  // namespace limn::nn
