// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "edit/voxel_mask.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace limn::core {
namespace {

struct Box {
  std::array<std::int64_t, 3> low{}, high{};  // inclusive
  bool isEmpty = true;

  void add(const std::array<std::int64_t, 3>& voxel) {
    for (std::size_t i = 0; i < 3; ++i) {
      low[i] = isEmpty ? voxel[i] : std::min(low[i], voxel[i]);
      high[i] = isEmpty ? voxel[i] : std::max(high[i], voxel[i]);
    }
    isEmpty = false;
  }
};

std::array<std::int64_t, 3> voxelAt(const Size3& size, std::int64_t offset) {
  return {offset % size.x, offset / size.x % size.y, offset / (size.x * size.y)};
}

/// Calls `visit(offset)` for the voxels of the label on the slice, or in the volume.
template <class Visit>
void eachVoxelOf(const LabelVolume& voxels, LabelId label, std::optional<SliceRef> slice,
                 Visit visit) {
  if (slice) {
    const SliceLayout layout = sliceLayout(voxels.grid(), slice->axis);
    eachPixel(sliceWalk(voxels.grid(), layout, slice->slice),
              [&](std::int64_t, std::int64_t, std::int64_t at) {
                if (voxels.at(at) == label) visit(at);
              });
    return;
  }
  for (const LabelRun& run : voxels.removalOf(label)) {
    for (std::int64_t at = run.start; at < run.start + run.length; ++at)
      visit(at);
  }
}

void widen(Box& box, const Grid& grid, std::optional<SliceRef> slice, double marginMm) {
  for (int i = 0; i < 3; ++i) {
    if (slice && static_cast<int>(slice->axis) == i) continue;
    const auto axis = static_cast<std::size_t>(i);
    const auto margin = static_cast<std::int64_t>(std::ceil(marginMm / grid.spacing[i])) + 1;
    box.low[axis] = std::max<std::int64_t>(box.low[axis] - margin, 0);
    box.high[axis] = std::min(box.high[axis] + margin, grid.size[i] - 1);
  }
}

/// Calls `visit(index)` for the voxels of the box that share a face with this one.
template <class Visit>
void eachByFace(const VoxelMask& mask, std::size_t at, Visit visit) {
  const auto voxel = voxelAt(mask.size, static_cast<std::int64_t>(at));
  const std::array<std::size_t, 3> steps{1, mask.index(0, 1, 0), mask.index(0, 0, 1)};
  for (int i = 0; i < 3; ++i) {
    const auto axis = static_cast<std::size_t>(i);
    if (voxel[axis] > 0) visit(at - steps[axis]);
    if (voxel[axis] + 1 < mask.size[i]) visit(at + steps[axis]);
  }
}

/// The same for those that share a face, an edge or a corner; for this one, too.
template <class Visit>
void eachAround(const VoxelMask& mask, std::size_t at, Visit visit) {
  const auto [x, y, z] = voxelAt(mask.size, static_cast<std::int64_t>(at));
  const auto low = [](std::int64_t v) { return std::max<std::int64_t>(v - 1, 0); };
  for (std::int64_t nz = low(z); nz <= std::min(z + 1, mask.size.z - 1); ++nz) {
    for (std::int64_t ny = low(y); ny <= std::min(y + 1, mask.size.y - 1); ++ny) {
      for (std::int64_t nx = low(x); nx <= std::min(x + 1, mask.size.x - 1); ++nx)
        visit(mask.index(nx, ny, nz));
    }
  }
}

/// Asks a job now and then whether to stop.
class StopCheck {
 public:
  explicit StopCheck(const JobContext& job) : job_(job) {}
  [[nodiscard]] bool operator()() { return ++count_ % kSteps == 0 && job_.isCancelled(); }

 private:
  static constexpr std::uint64_t kSteps = 1U << 16U;
  const JobContext& job_;
  std::uint64_t count_ = 0;
};

}  // namespace

VoxelMask maskOf(const LabelVolume& voxels, LabelId label, std::optional<SliceRef> slice,
                 double marginMm) {
  const Grid& grid = voxels.grid();
  Box box;
  eachVoxelOf(voxels, label, slice, [&](std::int64_t at) { box.add(voxelAt(grid.size, at)); });
  if (box.isEmpty) return {};
  widen(box, grid, slice, marginMm);
  VoxelMask mask{
      {box.low[0], box.low[1], box.low[2]},
      {box.high[0] - box.low[0] + 1, box.high[1] - box.low[1] + 1, box.high[2] - box.low[2] + 1},
      grid.spacing};
  mask.on.resize(static_cast<std::size_t>(mask.size.voxels()));
  eachVoxelOf(voxels, label, slice, [&](std::int64_t at) {
    const auto voxel = voxelAt(grid.size, at);
    mask.on[mask.index(voxel[0] - box.low[0], voxel[1] - box.low[1], voxel[2] - box.low[2])] = 1;
  });
  return mask;
}

VoxelMask maskIn(const VoxelMask& box, const LabelVolume& voxels, LabelId label) {
  VoxelMask mask = box;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < box.size.z; ++z) {
    for (std::int64_t y = 0; y < box.size.y; ++y) {
      std::int64_t at = voxels.grid().offset({box.origin.x, box.origin.y + y, box.origin.z + z});
      for (std::int64_t x = 0; x < box.size.x; ++x)
        mask.on[i++] = voxels.at(at++) == label ? 1 : 0;
    }
  }
  return mask;
}

std::vector<WantedRun> difference(const Size3& volume, const VoxelMask& before,
                                  const VoxelMask& after, LabelId label) {
  std::vector<WantedRun> runs;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < before.size.z; ++z) {
    for (std::int64_t y = 0; y < before.size.y; ++y) {
      std::int64_t at =
          before.origin.x + volume.x * (before.origin.y + y + volume.y * (before.origin.z + z));
      for (std::int64_t x = 0; x < before.size.x; ++x, ++i, ++at) {
        if (before.on[i] == after.on[i]) continue;
        const LabelId wanted = after.on[i] != 0 ? label : LabelId{0};
        if (!runs.empty() && runs.back().start + runs.back().length == at &&
            runs.back().label == wanted) {
          ++runs.back().length;
        } else {
          runs.push_back({at, 1, wanted});
        }
      }
    }
  }
  return runs;
}

Components componentsOf(const VoxelMask& mask, const JobContext& job) {
  Components components;
  components.numbers.resize(mask.on.size());
  std::vector<std::size_t> open;
  StopCheck stops(job);
  for (std::size_t seed = 0; seed < mask.on.size(); ++seed) {
    if (mask.on[seed] == 0 || components.numbers[seed] != 0) continue;
    components.sizes.push_back(0);
    const auto number = static_cast<std::int32_t>(components.sizes.size());
    components.numbers[seed] = number;
    open.push_back(seed);
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      ++components.sizes.back();
      if (stops()) return components;
      eachAround(mask, at, [&](std::size_t next) {
        if (mask.on[next] == 0 || components.numbers[next] != 0) return;
        components.numbers[next] = number;
        open.push_back(next);
      });
    }
  }
  return components;
}

VoxelMask withoutHoles(const VoxelMask& mask, const JobContext& job) {
  VoxelMask outside = mask;  // 1 until it is reached from outside
  std::ranges::fill(outside.on, std::uint8_t{1});
  std::vector<std::size_t> open;
  StopCheck stops(job);
  const auto reach = [&](std::size_t at) {
    if (mask.on[at] != 0 || outside.on[at] == 0) return;
    outside.on[at] = 0;
    open.push_back(at);
  };
  for (std::size_t at = 0; at < mask.on.size(); ++at) {
    const auto voxel = voxelAt(mask.size, static_cast<std::int64_t>(at));
    for (int i = 0; i < 3; ++i) {
      const std::int64_t place = voxel[static_cast<std::size_t>(i)];
      // A slice has no outside across itself.
      if (mask.size[i] > 1 && (place == 0 || place == mask.size[i] - 1)) reach(at);
    }
  }
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    if (stops()) break;
    eachByFace(mask, at, reach);
  }
  return outside;
}

}  // namespace limn::core
