// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "verification.h"

#include "grid_tolerance.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace limn::imaging {
namespace {

VoxelPoint point(VoxelIndex v) {
  return {static_cast<double>(v.x), static_cast<double>(v.y), static_cast<double>(v.z)};
}

/// Where the voxels of one grid are in another, to the nearest voxel.
struct Placement {
  VoxelIndex origin;
  std::array<VoxelIndex, 3> step;
  double distanceMm = 0;  // the largest, of a corner

  [[nodiscard]] VoxelIndex operator()(VoxelIndex v) const {
    VoxelIndex out = origin;
    const std::array<std::int64_t, 3> times{v.x, v.y, v.z};
    for (std::size_t i = 0; i < 3; ++i) {
      out.x += times[i] * step[i].x;
      out.y += times[i] * step[i].y;
      out.z += times[i] * step[i].z;
    }
    return out;
  }
};

Placement place(const Grid& from, const Grid& in) {
  const auto nearest = [&](VoxelIndex v) {
    return Grid::nearest(in.toVoxel(from.toWorld(point(v))));
  };
  Placement placement;
  placement.origin = nearest({0, 0, 0});
  const std::array<VoxelIndex, 3> units{VoxelIndex{1, 0, 0}, VoxelIndex{0, 1, 0},
                                        VoxelIndex{0, 0, 1}};
  for (std::size_t i = 0; i < 3; ++i) {
    const VoxelIndex at = nearest(units[i]), zero = placement.origin;
    placement.step[i] = {at.x - zero.x, at.y - zero.y, at.z - zero.z};
  }
  for (int corner = 0; corner < 8; ++corner) {
    const VoxelIndex v{(corner & 1) != 0 ? from.size.x - 1 : 0,
                       (corner & 2) != 0 ? from.size.y - 1 : 0,
                       (corner & 4) != 0 ? from.size.z - 1 : 0};
    const WorldPoint a = from.toWorld(point(v)), b = in.toWorld(point(placement(v)));
    placement.distanceMm =
        std::max(placement.distanceMm, length(Vec3{a.x - b.x, a.y - b.y, a.z - b.z}));
  }
  return placement;
}

}  // namespace

tl::unexpected<Error> readBackDiffers(const std::filesystem::path& file, const std::string& what) {
  return fail(ErrorCode::CheckFailed,
              fmt::format("{} was written, but reading it back gave {}; it was not kept",
                          file.filename().string(), what));
}

Result<Verification> checkVerification(const std::filesystem::path& file, Verification v,
                                       const Grid& grid) {
  if (v.differentVoxels != 0)
    return readBackDiffers(file, fmt::format("{} other voxels", v.differentVoxels));
  if (v.gridDistanceMm && !(*v.gridDistanceMm <= gridTolerance(grid)))
    return readBackDiffers(file, fmt::format("a grid {:.4g} mm away", *v.gridDistanceMm));
  return v;
}

Verification compareMasks(const Masks& written, const Masks& back, std::string reader) {
  const Grid& ours = written.layers.front().grid;
  const Grid& theirs = back.layers.front().grid;
  std::vector<const Segmentation*> layerOf(65536);
  std::int64_t missing = 0, wrong = 0;
  for (const Segmentation& layer : written.layers) {
    for (const LabelInfo& info : layer.labels)
      layerOf[info.id] = &layer;
    missing += static_cast<std::int64_t>(layer.voxels.size()) -
               std::ranges::count(layer.voxels, LabelId{0});
  }
  const Placement placement = place(theirs, ours);
  for (const Segmentation& layer : back.layers) {
    const LabelId* label = layer.voxels.data();
    for (VoxelIndex v; v.z < theirs.size.z; ++v.z) {
      for (v.y = 0; v.y < theirs.size.y; ++v.y) {
        for (v.x = 0; v.x < theirs.size.x; ++v.x, ++label) {
          if (*label == 0) continue;
          const VoxelIndex at = placement(v);
          const Segmentation* own = layerOf[*label];
          const bool isSame = own != nullptr && ours.contains(at) &&
                              own->voxels[static_cast<std::size_t>(ours.offset(at))] == *label;
          (isSame ? missing : wrong) += isSame ? -1 : 1;
        }
      }
    }
  }
  return {std::move(reader), missing + wrong, placement.distanceMm};
}

std::map<LabelId, std::int64_t> labelCounts(const Masks& masks) {
  std::vector<std::int64_t> counts(65536);
  for (const Segmentation& layer : masks.layers) {
    for (const LabelId id : layer.voxels)
      ++counts[id];
  }
  std::map<LabelId, std::int64_t> found;
  for (std::size_t id = 1; id < counts.size(); ++id) {
    if (counts[id] > 0) found[static_cast<LabelId>(id)] = counts[id];
  }
  return found;
}

}  // namespace limn::imaging
