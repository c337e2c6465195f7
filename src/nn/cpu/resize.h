// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace limn::nn::cpu {

/// Bilinear, align_corners=false, of `[B, N, h, w]` fp32 on the CPU to `[B, N, height, width]`: as
/// at::upsample_bilinear2d up to rounding, and faster.
[[nodiscard]] at::Tensor resizeBilinear(const at::Tensor& planes, std::int64_t height,
                                        std::int64_t width);

}  // namespace limn::nn::cpu
