// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "refine/label_placement.h"

#include "limn/base/grid_map.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace limn::batch {
namespace {

template <class Place>
std::vector<LabelId> labelsAt(const Segmentation& labels, const Grid& grid, Place place) {
  std::vector<LabelId> voxels;
  voxels.reserve(static_cast<std::size_t>(grid.size.voxels()));
  VoxelIndex v;
  for (v.z = 0; v.z < grid.size.z; ++v.z) {
    for (v.y = 0; v.y < grid.size.y; ++v.y) {
      for (v.x = 0; v.x < grid.size.x; ++v.x) {
        const VoxelIndex there = place(v);
        voxels.push_back(labels.grid.contains(there)
                             ? labels.voxels[static_cast<std::size_t>(labels.grid.offset(there))]
                             : LabelId{0});
      }
    }
  }
  return voxels;
}

VoxelIndex samePlace(const Grid& from, const Grid& to, VoxelIndex v) {
  return Grid::nearest(to.toVoxel(from.toWorld(
      {static_cast<double>(v.x), static_cast<double>(v.y), static_cast<double>(v.z)})));
}

/// Labelled voxels whose place is not in `grid`.
std::int64_t countOutside(const Segmentation& labels, const Grid& grid) {
  std::int64_t outside = 0;
  std::size_t at = 0;
  VoxelIndex v;
  for (v.z = 0; v.z < labels.grid.size.z; ++v.z) {
    for (v.y = 0; v.y < labels.grid.size.y; ++v.y) {
      for (v.x = 0; v.x < labels.grid.size.x; ++v.x) {
        if (labels.voxels[at++] != 0 && !grid.contains(samePlace(labels.grid, grid, v))) ++outside;
      }
    }
  }
  return outside;
}

}  // namespace

bool isPicture(const SourceRef& source) {
  constexpr std::array<std::string_view, 5> kVolumes{"dicom", "nifti", "nrrd", "metaimage", "mgh"};
  return std::ranges::find(kVolumes, source.format) == kVolumes.end();
}

Result<PlacedLabels> placeLabels(const Segmentation& labels, const std::string& name,
                                 const Grid& grid, const std::string& gridName) {
  auto map = mapGrid(grid, gridName, labels.grid, name);
  if (map) return PlacedLabels{labelsAt(labels, grid, *map), {}};
  if (isPicture(labels.source)) return passOn(map);
  const std::int64_t outside = countOutside(labels, grid);
  if (outside > 0) {
    return fail(
        ErrorCode::Mismatch,
        fmt::format("{} of the labelled voxels of {} ({}) lie outside of {} ({}); expected "
                    "a draft of the same scan",
                    outside, name, describeGrid(labels.grid), gridName, describeGrid(grid)));
  }
  const auto place = [&](VoxelIndex v) { return samePlace(grid, labels.grid, v); };
  return PlacedLabels{labelsAt(labels, grid, place),
                      fmt::format("{} lies on another grid ({}) than the image ({}); each voxel "
                                  "took the label at its place in the patient",
                                  name, describeGrid(labels.grid), describeGrid(grid))};
}

}  // namespace limn::batch
