// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "components.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace limn::nn {

/// For each part, the share (0..1) of its outline within the picture across which the picture
/// changes so that an eye can follow it: by more than the noise there, and by some grey values.
/// `picture` is [C, S, S] float of 0..255 on the CPU, contiguous.
[[nodiscard]] std::vector<double> visibleOutline(const Components& found,
                                                 const at::Tensor& picture);

/// How many pixels of each part have four neighbours in it too: few in a thin one.
[[nodiscard]] std::vector<std::int64_t> innerPixels(const Components& found, std::int64_t side);

}  // namespace limn::nn
