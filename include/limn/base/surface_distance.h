// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace limn {

/// How far the surfaces of two masks A and B are from each other, in the unit of the spacing. The
/// surface of a mask is its voxels that have a face neighbour outside of it; outside of the grid
/// counts as outside of the mask, but not along an axis on which the grid has one voxel. Distances
/// are Euclidean, between voxel centres.
struct SurfaceDistance {
  std::size_t inA = 0, inB = 0;  // voxels of the surfaces
  double average = 0;            // over the voxels of both surfaces, to the other surface
  double hausdorff95 = 0;        // the larger of the 95th percentiles of A to B and of B to A
  /// Normalised surface Dice: the share of the voxels of both surfaces that lie within the
  /// tolerance of the other one. S. Nikolov et al.: Clinically Applicable Segmentation of Head and
  /// Neck Anatomy for Radiotherapy, J Med Internet Res 23 (2021); surfaces counted in voxels.
  double surfaceDice = 0;
};

/// Masks of `size`, x fastest, inside where they are not 0. Nothing when one of them is empty.
[[nodiscard]] std::optional<SurfaceDistance> surfaceDistance(std::span<const std::uint8_t> a,
                                                             std::span<const std::uint8_t> b,
                                                             Size3 size, const Vec3& spacing,
                                                             double tolerance,
                                                             std::size_t threads = 1);

}  // namespace limn
