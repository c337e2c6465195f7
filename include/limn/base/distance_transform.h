// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace limn {

/// Squared Euclidean distance in mm² from the centre of each voxel to the centre of the nearest
/// voxel of `set` that is not 0; infinity everywhere when all are 0. `set` and the result are x
/// fastest and size.voxels() long; `spacing` is in mm and may differ between the axes. A picture
/// has size.z = 1. Exact but for the rounding of a float, in time proportional to the voxels.
/// P. Felzenszwalb, D. Huttenlocher: Distance Transforms of Sampled Functions, Theory of Computing
/// 8 (2012).
[[nodiscard]] std::vector<float> squaredDistances(std::span<const std::uint8_t> set, Size3 size,
                                                  const Vec3& spacing, std::size_t threads = 1);

}  // namespace limn
