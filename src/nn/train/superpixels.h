// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace limn::nn {

/// Regions of similar colour of `[3, H, W]` fp32 0..255: the graph-based segmentation of
/// Felzenszwalb and Huttenlocher, IJCV 59, 2004, over 4 neighbours. `scale` is their k on the
/// 0..255 scale; regions under `minPixels` are joined to a neighbour. A region number per pixel,
/// row-major.
[[nodiscard]] std::vector<std::int32_t> superpixels(const at::Tensor& rgb, double scale,
                                                    std::int64_t minPixels);

}  // namespace limn::nn
