// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/calibration.h"
#include "limn/base/result.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <string>

namespace limn {

/// A plain triple of doubles; says nothing about its frame. Frames have types of their own below.
struct Vec3 {
  double x = 0, y = 0, z = 0;

  [[nodiscard]] double operator[](int i) const { return i == 0 ? x : i == 1 ? y : z; }
  bool operator==(const Vec3&) const = default;
};
[[nodiscard]] inline Vec3 operator+(Vec3 a, Vec3 b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
[[nodiscard]] inline Vec3 operator-(Vec3 a, Vec3 b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
[[nodiscard]] inline Vec3 operator*(Vec3 a, double s) {
  return {a.x * s, a.y * s, a.z * s};
}
[[nodiscard]] inline double dot(Vec3 a, Vec3 b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
[[nodiscard]] inline Vec3 cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
[[nodiscard]] inline double length(Vec3 a) {
  return std::sqrt(dot(a, a));
}

/// Continuous voxel coordinates `(x, y, z)`; centres of voxels at integers, from 0.
struct VoxelPoint {
  double x = 0, y = 0, z = 0;
  bool operator==(const VoxelPoint&) const = default;
};
/// Patient coordinates in millimetres: +x to the Left, +y Posterior, +z Superior (LPS).
struct WorldPoint {
  double x = 0, y = 0, z = 0;
  bool operator==(const WorldPoint&) const = default;
};
/// One voxel, counted from 0 in the file's own grid.
struct VoxelIndex {
  std::int64_t x = 0, y = 0, z = 0;
  [[nodiscard]] std::int64_t operator[](int i) const { return i == 0 ? x : i == 1 ? y : z; }
  bool operator==(const VoxelIndex&) const = default;
};
/// Continuous position inside a displayed slice, column then row; pixel centres at integers.
struct PixelPoint {
  double x = 0, y = 0;
  bool operator==(const PixelPoint&) const = default;
};

/// Voxels per axis.
struct Size3 {
  std::int64_t x = 0, y = 0, z = 0;
  [[nodiscard]] std::int64_t operator[](int i) const { return i == 0 ? x : i == 1 ? y : z; }
  [[nodiscard]] std::int64_t voxels() const { return x * y * z; }
  bool operator==(const Size3&) const = default;
};

/// Where a volume lies in the patient: size, spacing (mm, > 0), centre of voxel (0,0,0) in LPS mm,
/// and one unit vector (LPS) per voxel axis. Axes are orthogonal to within the reader's tolerance.
/// `calibration` says which of these are known; the others have their default values.
struct Grid {
  Size3 size{};
  Vec3 spacing{1, 1, 1};
  WorldPoint origin{};
  std::array<Vec3, 3> axes{Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};
  Calibration calibration = Calibration::Patient;

  [[nodiscard]] WorldPoint toWorld(VoxelPoint p) const;
  [[nodiscard]] VoxelPoint toVoxel(WorldPoint p) const;
  [[nodiscard]] bool contains(VoxelIndex i) const;
  /// Nearest voxel; may lie outside.
  [[nodiscard]] static VoxelIndex nearest(VoxelPoint p);
  /// Linear index, x fastest.
  [[nodiscard]] std::int64_t offset(VoxelIndex i) const {
    return i.x + size.x * (i.y + size.y * i.z);
  }
  /// Meaningful only where hasVolume(calibration).
  [[nodiscard]] double voxelVolumeMm3() const { return spacing.x * spacing.y * spacing.z; }
  /// Axes as three letters of the direction each voxel axis grows to, e.g. "LPS", "RAS".
  [[nodiscard]] std::string axisCodes() const;

  /// Unexpected unless sizes are >= 1 and their product fits, spacings are finite and > 0, and the
  /// axes are unit length and mutually orthogonal within 1e-3.
  [[nodiscard]] Result<void> check() const;

  bool operator==(const Grid&) const = default;
};

/// Largest distance (mm) between the same corner of both grids; infinity when sizes differ.
[[nodiscard]] double largestCornerDistance(const Grid& a, const Grid& b);

/// The letter (L, R, A, P, S, I) nearest to an LPS direction.
[[nodiscard]] char directionLetter(Vec3 direction);

}  // namespace limn
