// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace limn {

/// Where the voxels of one grid are in another that has the same voxels in another order, as a
/// DICOM series and its NIfTI twin do.
struct GridMap {
  std::array<VoxelIndex, 3> step;  // one voxel along x, y, z of the first grid, in the second one
  VoxelIndex origin;               // voxel (0,0,0) of the first grid, in the second one

  [[nodiscard]] VoxelIndex operator()(VoxelIndex v) const {
    return {origin.x + v.x * step[0].x + v.y * step[1].x + v.z * step[2].x,
            origin.y + v.x * step[0].y + v.y * step[1].y + v.z * step[2].y,
            origin.z + v.x * step[0].z + v.y * step[1].z + v.z * step[2].z};
  }
};

/// Mismatch, naming both grids, unless each voxel of `first` lies on one voxel of `second` (to a
/// twentieth of its size, corner by corner) and none is left over. Where
/// neither grid has directions, voxels with the same index correspond; sizes and what is known of
/// the spacings must agree.
[[nodiscard]] Result<GridMap> mapGrid(const Grid& first, std::string_view firstName,
                                      const Grid& second, std::string_view secondName);

/// For people: "134x162x49 voxels of 0.977x0.977x3.27 mm from (65.4, -60.5, 578.5) mm, axes LPS",
/// or "640x480x1 voxels (not calibrated)".
[[nodiscard]] std::string describeGrid(const Grid& grid);

}  // namespace limn
