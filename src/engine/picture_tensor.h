// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/base/result.h"
#include "limn/core/model_input.h"

#include <ATen/core/Tensor.h>

namespace limn::engine {

/// The pixels of `picture` as `[H, W, 3]` uint8, not copied: `picture` must outlive the tensor.
/// Internal when the bytes do not fit the size.
[[nodiscard]] Result<at::Tensor> pixelsOf(const core::SlicePicture& picture);

/// Where `logits` (`[H, W]` float, contiguous, on the CPU) are above 0.
[[nodiscard]] Mask maskFrom(const at::Tensor& logits);

/// `mask` as `[H, W]` float: 1 inside, -1 outside.
[[nodiscard]] at::Tensor logitsOf(const Mask& mask);

}  // namespace limn::engine
