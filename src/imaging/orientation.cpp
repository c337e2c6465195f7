// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "orientation.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace limn::imaging {
namespace {

using Columns = std::array<Vec3, 3>;

double determinant(const Columns& c) {
  return dot(c[0], cross(c[1], c[2]));
}

bool isFinite(Vec3 v) {
  return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}

/// The orthogonal matrix nearest to unit columns: Newton's iteration for the polar decomposition.
Columns nearestOrthogonal(Columns c) {
  for (int iteration = 0; iteration < 30; ++iteration) {
    const double det = determinant(c);
    const Columns inverseTransposed{cross(c[1], c[2]) * (1 / det), cross(c[2], c[0]) * (1 / det),
                                    cross(c[0], c[1]) * (1 / det)};
    double change = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const Vec3 next = (c[i] + inverseTransposed[i]) * 0.5;
      change = std::max(change, length(next - c[i]));
      c[i] = next;
    }
    if (change < 1e-15) break;
  }
  return c;
}

/// The largest distance by which straightening moves a corner; the first voxel stays in place.
double largestMove(const Affine& a, const Grid& grid) {
  const Affine b = affineFromGrid(grid);
  double largest = 0;
  for (int corner = 1; corner < 8; ++corner) {
    Vec3 move{};
    for (int i = 0; i < 3; ++i) {
      const auto axis = static_cast<std::size_t>(i);
      const double steps = (corner >> i) & 1 ? static_cast<double>(grid.size[i] - 1) : 0.0;
      move = move + (a.columns[axis] - b.columns[axis]) * steps;
    }
    largest = std::max(largest, length(move));
  }
  return largest;
}

}  // namespace

Affine flipXY(Affine affine) {
  for (Vec3& c : affine.columns)
    c = {-c.x, -c.y, c.z};
  affine.origin = {-affine.origin.x, -affine.origin.y, affine.origin.z};
  return affine;
}

Affine scaled(Affine affine, double factor) {
  for (Vec3& c : affine.columns)
    c = c * factor;
  affine.origin = affine.origin * factor;
  return affine;
}

bool isInvertible(const Affine& affine) {
  double product = 1;
  for (const Vec3& c : affine.columns) {
    if (!isFinite(c) || length(c) <= 0) return false;
    product *= length(c);
  }
  return isFinite(affine.origin) && std::isfinite(product) && product > 0 &&
         std::abs(determinant(affine.columns)) > 1e-3 * product;
}

double largestCosine(const Affine& affine) {
  double largest = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const Vec3 a = affine.columns[i], b = affine.columns[(i + 1) % 3];
    largest = std::max(largest, std::abs(dot(a, b)) / (length(a) * length(b)));
  }
  return largest;
}

Affine fillFlatAxes(Affine affine, Size3 size, Vec3 spacing) {
  constexpr std::array kWorld{Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto i = static_cast<int>(axis);
    if (size[i] != 1 || length(affine.columns[axis]) > 0) continue;
    // Try the world axis of the same number first, made orthogonal to the known columns.
    for (std::size_t attempt = 0; attempt < 3; ++attempt) {
      Vec3 v = kWorld[(axis + attempt) % 3];
      for (const Vec3& column : affine.columns) {
        const double squared = dot(column, column);
        if (squared > 0) v = v - column * (dot(v, column) / squared);
      }
      if (!(length(v) > 0.5)) continue;
      affine.columns[axis] = v * (spacing[i] / length(v));
      break;
    }
  }
  return affine;
}

std::optional<PlacedGrid> gridFromAffine(const Affine& lps, Size3 size) {
  PlacedGrid placed;
  Grid& grid = placed.grid;
  grid.size = size;
  grid.origin = {lps.origin.x, lps.origin.y, lps.origin.z};
  grid.spacing = {length(lps.columns[0]), length(lps.columns[1]), length(lps.columns[2])};
  for (int i = 0; i < 3; ++i) {
    const auto axis = static_cast<std::size_t>(i);
    grid.axes[axis] = lps.columns[axis] * (1 / grid.spacing[i]);
  }
  const double cosine = largestCosine(lps);
  if (cosine <= kRightAngleCosine * 0.9) return placed;

  grid.axes = nearestOrthogonal(grid.axes);
  const double move = largestMove(lps, grid);
  const double least = std::min({grid.spacing.x, grid.spacing.y, grid.spacing.z});
  if (!(move <= kLargestStraightening * least)) return std::nullopt;
  placed.warning = fmt::format(
      "the voxel axes are not at right angles ({:.2f} degrees off); straightening them moves "
      "voxels "
      "by up to {:.3f} mm",
      std::asin(std::min(cosine, 1.0)) * 57.29577951308232, move);
  return placed;
}

Affine affineFromGrid(const Grid& grid) {
  Affine affine;
  for (int i = 0; i < 3; ++i) {
    const auto axis = static_cast<std::size_t>(i);
    affine.columns[axis] = grid.axes[axis] * grid.spacing[i];
  }
  affine.origin = {grid.origin.x, grid.origin.y, grid.origin.z};
  return affine;
}

}  // namespace limn::imaging
