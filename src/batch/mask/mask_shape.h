// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/core/prompt.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace limn::batch {

/// One byte a pixel, row by row: 1 where the mask is `on`.
[[nodiscard]] std::vector<std::uint8_t> bytesOf(const Mask& mask, bool on = true);

/// Euclidean distance (pixels) from each pixel centre to the border of a mask: 0.5 and more
/// outside, -0.5 and less inside. A mask that touches the edge of the picture has no border there.
/// Very large when the mask has no border at all.
struct SignedDistance {
  std::int64_t width = 0, height = 0;
  std::vector<float> values;  // row-major

  [[nodiscard]] float at(std::int64_t x, std::int64_t y) const {
    return values[static_cast<std::size_t>(y * width + x)];
  }
};
[[nodiscard]] SignedDistance signedDistance(const Mask& mask);
/// The pixels nearer than `distance`: the mask grown by it, or shrunk where it is negative.
[[nodiscard]] Mask within(const SignedDistance& distance, double limit);

/// The mask moved; pixels that leave the picture are dropped.
[[nodiscard]] Mask shifted(const Mask& mask, std::int64_t dx, std::int64_t dy);
/// Pixel by pixel, of masks of one size.
[[nodiscard]] Mask unite(const Mask& a, const Mask& b);
[[nodiscard]] Mask subtract(const Mask& a, const Mask& b);
[[nodiscard]] Mask intersect(const Mask& a, const Mask& b);

/// The connected components of a mask (by edges or corners), largest first; of equal ones the
/// first in reading order.
[[nodiscard]] std::vector<Mask> components(const Mask& mask);

/// The pixel farthest from the border; of equal ones the first in reading order. Nothing for an
/// empty mask.
[[nodiscard]] std::optional<PixelPoint> innermost(const Mask& mask);
/// Up to `count` pixels deep inside and apart from each other, the innermost first.
[[nodiscard]] std::vector<PixelPoint> innermostPoints(const Mask& mask, std::size_t count);

/// Whether the pixel of a point, which lies in the picture, is set.
[[nodiscard]] inline bool isSet(const Mask& mask, PixelPoint at) {
  return mask.test(static_cast<std::int64_t>(at.x), static_cast<std::int64_t>(at.y));
}

/// The radius (pixels) of the disk with as many pixels.
[[nodiscard]] double equivalentRadius(const Mask& mask);

}  // namespace limn::batch
