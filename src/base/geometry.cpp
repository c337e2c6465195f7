// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/geometry.h"

#include "patient_axes.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <string_view>

namespace limn {

WorldPoint Grid::toWorld(VoxelPoint p) const {
  const Vec3 w = Vec3{origin.x, origin.y, origin.z} + axes[0] * (p.x * spacing.x) +
                 axes[1] * (p.y * spacing.y) + axes[2] * (p.z * spacing.z);
  return {w.x, w.y, w.z};
}

VoxelPoint Grid::toVoxel(WorldPoint p) const {
  // Cramer's rule: exact for any three independent axes, not only orthogonal ones.
  const Vec3 d = Vec3{p.x, p.y, p.z} - Vec3{origin.x, origin.y, origin.z};
  const Vec3 a = axes[0], b = axes[1], c = axes[2];
  const double det = dot(a, cross(b, c));
  return {dot(d, cross(b, c)) / det / spacing.x, dot(a, cross(d, c)) / det / spacing.y,
          dot(a, cross(b, d)) / det / spacing.z};
}

bool Grid::contains(VoxelIndex i) const {
  return i.x >= 0 && i.y >= 0 && i.z >= 0 && i.x < size.x && i.y < size.y && i.z < size.z;
}

VoxelIndex Grid::nearest(VoxelPoint p) {
  static constexpr double kFarthest = 1e15;  // a conversion to an integer must not overflow
  const auto round = [](double v) {
    return static_cast<std::int64_t>(std::clamp(std::floor(v + 0.5), -kFarthest, kFarthest));
  };
  return {round(p.x), round(p.y), round(p.z)};
}

std::string Grid::axisCodes() const {
  // Not the nearest letter for each axis alone: two axes of an oblique grid could get the same.
  constexpr std::string_view kGrowing = "LPS", kFalling = "RAI";
  const auto patient = patientAxes(*this);
  std::string codes;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto letter = static_cast<std::size_t>(patient[i]);
    codes += (axes[i][patient[i]] >= 0 ? kGrowing : kFalling)[letter];
  }
  return codes;
}

Result<void> Grid::check() const {
  constexpr std::int64_t kLargestSide = 1 << 20;
  constexpr std::int64_t kMostVoxels = std::int64_t{1} << 36;
  constexpr double kTolerance = 1e-3;
  std::int64_t product = 1;
  for (int i = 0; i < 3; ++i) {
    if (size[i] < 1 || size[i] > kLargestSide) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("axis {} has {} voxels; expected 1 to {}", i, size[i], kLargestSide));
    }
    product *= size[i];
    if (product > kMostVoxels) {
      return fail(ErrorCode::Unreadable, fmt::format("{} x {} x {} voxels are too many to be real",
                                                     size.x, size.y, size.z));
    }
    if (!std::isfinite(spacing[i]) || spacing[i] <= 0) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("spacing along axis {} is {}; expected a positive number of "
                              "millimetres",
                              i, spacing[i]));
    }
    const Vec3 a = axes[static_cast<std::size_t>(i)];
    const Vec3 b = axes[static_cast<std::size_t>((i + 1) % 3)];
    const double norm = length(a);
    if (!(std::abs(norm - 1) <= kTolerance) || !(std::abs(dot(a, b)) <= kTolerance)) {
      return fail(ErrorCode::Unreadable,
                  "the axes are not three orthogonal unit vectors; the header's orientation is "
                  "damaged");
    }
  }
  if (!std::isfinite(origin.x) || !std::isfinite(origin.y) || !std::isfinite(origin.z)) {
    return fail(ErrorCode::Unreadable, "the position of the first voxel is not a number");
  }
  return {};
}

double largestCornerDistance(const Grid& a, const Grid& b) {
  if (a.size != b.size) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (int corner = 0; corner < 8; ++corner) {
    const VoxelPoint p{(corner & 1) ? static_cast<double>(a.size.x - 1) : 0.0,
                       (corner & 2) ? static_cast<double>(a.size.y - 1) : 0.0,
                       (corner & 4) ? static_cast<double>(a.size.z - 1) : 0.0};
    const WorldPoint u = a.toWorld(p), v = b.toWorld(p);
    largest = std::max(largest, length(Vec3{u.x - v.x, u.y - v.y, u.z - v.z}));
  }
  return largest;
}

char directionLetter(Vec3 d) {
  const double x = std::abs(d.x), y = std::abs(d.y), z = std::abs(d.z);
  if (x >= y && x >= z) return d.x >= 0 ? 'L' : 'R';
  if (y >= z) return d.y >= 0 ? 'P' : 'A';
  return d.z >= 0 ? 'S' : 'I';
}

}  // namespace limn
