// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"

#include <array>
#include <optional>
#include <string>

namespace limn::imaging {

/// A linear map from voxel index to millimetres: one column per voxel axis, and the place of voxel
/// (0, 0, 0). In LPS unless said otherwise.
struct Affine {
  std::array<Vec3, 3> columns{Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};
  Vec3 origin{};
};

/// RAS to LPS and back: x and y change sign.
[[nodiscard]] Affine flipXY(Affine affine);
[[nodiscard]] Affine scaled(Affine affine, double factor);

/// Finite, and no column zero or in the plane of the others.
[[nodiscard]] bool isInvertible(const Affine& affine);
/// Largest |cosine| between two columns; 0 for a right-angled grid.
[[nodiscard]] double largestCosine(const Affine& affine);
/// A zero column of an axis with one voxel is replaced by one of the length `spacing` at right
/// angles to the others.
[[nodiscard]] Affine fillFlatAxes(Affine affine, Size3 size, Vec3 spacing);

/// Columns whose angle differs from 90 degrees by less than this (0.06 degrees) are not changed.
inline constexpr double kRightAngleCosine = 1e-3;
/// A sheared grid is straightened when no voxel moves by more than this part of the least spacing.
inline constexpr double kLargestStraightening = 0.5;

struct PlacedGrid {
  Grid grid;
  std::optional<std::string> warning;
};
/// The nearest right-angled grid to an invertible LPS affine; nothing when that would move voxels
/// further than kLargestStraightening allows.
[[nodiscard]] std::optional<PlacedGrid> gridFromAffine(const Affine& lps, Size3 size);
[[nodiscard]] Affine affineFromGrid(const Grid& grid);

}  // namespace limn::imaging
