// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace limn::nn {

/// [K, H, W] uint8: a mask of 0 and 1 for each value but 0 of each plane of `labels` [P, H, W]
/// uint8 (CPU, contiguous) that at least `minPixels` pixels have.
[[nodiscard]] at::Tensor masksOfLabels(const at::Tensor& labels, std::int64_t minPixels);

}  // namespace limn::nn
