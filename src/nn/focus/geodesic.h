// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace limn::nn {

/// Stands for "no seed can be reached".
inline constexpr float kFarAway = 1e6F;

/// Geodesic distance of each pixel from the nearest of `seeds` (not 0) on a picture of `width`
/// columns. A step to one of 8 neighbours costs its length times `perPixel` plus the difference of
/// the values (0..255, largest over the planes) / 255. Two rounds of raster sweeps (Toivanen 1996),
/// so distances around several corners are upper bounds.
[[nodiscard]] std::vector<float> geodesicDistance(std::span<const std::uint8_t> values,
                                                  std::int64_t width,
                                                  std::span<const std::uint8_t> seeds,
                                                  float perPixel);

/// Distance in pixels of each pixel that is not 0 to the nearest 0; 0 elsewhere (chamfer steps 1
/// and 1.414). Beyond the border counts as 0 when `borderIsOutside`.
[[nodiscard]] std::vector<float> distanceInside(std::span<const std::uint8_t> mask,
                                                std::int64_t width, bool borderIsOutside);

}  // namespace limn::nn
