// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace limn::nn {

/// Columns x0..x1-1 and rows y0..y1-1.
struct PixelBox {
  std::int64_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

struct Component {
  std::int64_t pixels = 0;
  PixelBox box;
};

/// The connected parts (8 neighbours) of equal, non-zero values in a label image.
struct Components {
  std::vector<std::int32_t> labels;  // H * W, row-major; 0 background, i + 1 for parts[i]
  std::vector<Component> parts;      // in the order of their first pixels
};

/// `labels` is `[H, W]` uint8 on the CPU, contiguous.
[[nodiscard]] Components connectedComponents(const at::Tensor& labels);

/// Of a mask `[H, W]`; an empty box for an empty mask.
[[nodiscard]] PixelBox largestComponentBox(const at::Tensor& mask);

}  // namespace limn::nn
