// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/grid_map.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace limn {
namespace {

constexpr double kTolerance = 0.05;  // of a voxel

VoxelPoint centre(VoxelIndex v) {
  return {static_cast<double>(v.x), static_cast<double>(v.y), static_cast<double>(v.z)};
}

VoxelIndex minus(VoxelIndex a, VoxelIndex b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}

double distance(VoxelPoint a, VoxelPoint b) {
  return std::max({std::abs(a.x - b.x), std::abs(a.y - b.y), std::abs(a.z - b.z)});
}

/// Compares the spacings that both grids have.
bool spacingsAgree(const Grid& a, const Grid& b) {
  if (!hasMillimetres(a.calibration) || !hasMillimetres(b.calibration)) return true;
  const int axes = hasVolume(a.calibration) && hasVolume(b.calibration) ? 3 : 2;
  for (int i = 0; i < axes; ++i) {
    if (std::abs(a.spacing[i] - b.spacing[i]) > kTolerance * a.spacing[i]) return false;
  }
  return true;
}

bool cornersAgree(const GridMap& map, const Grid& first, const Grid& second) {
  for (int corner = 0; corner < 8; ++corner) {
    const VoxelIndex v{(corner & 1) != 0 ? first.size.x - 1 : 0,
                       (corner & 2) != 0 ? first.size.y - 1 : 0,
                       (corner & 4) != 0 ? first.size.z - 1 : 0};
    const VoxelIndex mapped = map(v);
    const VoxelPoint exact = second.toVoxel(first.toWorld(centre(v)));
    if (!second.contains(mapped) || distance(exact, centre(mapped)) > kTolerance) return false;
  }
  return true;
}

}  // namespace

Result<GridMap> mapGrid(const Grid& first, std::string_view firstName, const Grid& second,
                        std::string_view secondName) {
  const bool isPlaced = hasDirections(first.calibration) || hasDirections(second.calibration);
  if (!isPlaced && first.size == second.size && spacingsAgree(first, second)) {
    return GridMap{{VoxelIndex{1, 0, 0}, VoxelIndex{0, 1, 0}, VoxelIndex{0, 0, 1}}, {}};
  }
  const auto nearest = [&](VoxelIndex v) {
    return Grid::nearest(second.toVoxel(first.toWorld(centre(v))));
  };
  GridMap map;
  map.origin = nearest({0, 0, 0});
  for (int axis = 0; axis < 3; ++axis) {
    VoxelIndex one{};
    (axis == 0 ? one.x : axis == 1 ? one.y : one.z) = 1;
    map.step[static_cast<std::size_t>(axis)] = minus(nearest(one), map.origin);
  }
  const bool isSame = isPlaced && first.size.voxels() == second.size.voxels();
  if (isSame && cornersAgree(map, first, second)) return map;
  return fail(ErrorCode::Mismatch,
              fmt::format("{} and {} do not lie on the same grid: {} against {}; resample one of "
                          "them first",
                          firstName, secondName, describeGrid(first), describeGrid(second)));
}

std::string describeGrid(const Grid& grid) {
  if (!hasDirections(grid.calibration)) {
    return fmt::format("{}x{}x{} voxels ({})", grid.size.x, grid.size.y, grid.size.z,
                       calibrationRemark(grid.calibration));
  }
  return fmt::format(
      "{}x{}x{} voxels of {:.4g}x{:.4g}x{:.4g} mm from ({:.4g}, {:.4g}, {:.4g}) mm, "
      "axes {}",
      grid.size.x, grid.size.y, grid.size.z, grid.spacing.x, grid.spacing.y, grid.spacing.z,
      grid.origin.x, grid.origin.y, grid.origin.z, grid.axisCodes());
}

}  // namespace limn
