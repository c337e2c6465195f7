// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/job_context.h"
#include "limn/core/label_volume.h"
#include "limn/core/segmentation_document.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace limn::core {

/// Which voxels of a box belong to something: a byte each, 1 or 0, x fastest. A box that is one
/// voxel thick is a slice, and everything below is then two-dimensional.
struct VoxelMask {
  VoxelIndex origin;      // of the box, in the volume
  Size3 size;             // of the box
  Vec3 spacing{1, 1, 1};  // mm
  std::vector<std::uint8_t> on = {};

  [[nodiscard]] std::size_t index(std::int64_t x, std::int64_t y, std::int64_t z) const {
    return static_cast<std::size_t>(x + size.x * (y + size.y * z));
  }
  bool operator==(const VoxelMask&) const = default;
};

/// The voxels of a label on `slice`, or in the whole volume, in the smallest box around them that
/// has `marginMm` on each side where the volume (or the slice) has it, and a voxel more.
/// Empty (size 0) where the label has no voxels.
[[nodiscard]] VoxelMask maskOf(const LabelVolume& voxels, LabelId label,
                               std::optional<SliceRef> slice, double marginMm);
/// The voxels of a label in the box of another mask.
[[nodiscard]] VoxelMask maskIn(const VoxelMask& box, const LabelVolume& voxels, LabelId label);

/// What makes `after` of `before`, masks of one box: runs that want `label` where it grew, 0 where
/// it shrank.
[[nodiscard]] std::vector<WantedRun> difference(const Size3& volume, const VoxelMask& before,
                                                const VoxelMask& after, LabelId label);

/// The components of a mask (by faces, edges or corners), numbered from 1 in storage order; 0
/// where the mask is not.
struct Components {
  std::vector<std::int32_t> numbers;  // of each voxel
  std::vector<std::int64_t> sizes;    // voxels of component i + 1
};
/// Of no use when told to stop.
[[nodiscard]] Components componentsOf(const VoxelMask& mask, const JobContext& job);

/// With all voxels that no way by faces leads out of the box from; the edge of the volume is out.
/// Of no use when told to stop.
[[nodiscard]] VoxelMask withoutHoles(const VoxelMask& mask, const JobContext& job);

/// Squared distance (mm²) of each voxel to the nearest that is `on`. Empty when told to stop.
[[nodiscard]] std::vector<float> squaredDistanceTo(const VoxelMask& mask, bool on,
                                                   const JobContext& job);
/// Whether a squared distance is within a distance, whatever the rounding.
[[nodiscard]] bool isWithin(float squared, double distance);

// Morphology by true distances. What touches the edge of the volume has no border there. Nothing
// when told to stop. The box has a margin of `mm`.
[[nodiscard]] std::optional<VoxelMask> grown(VoxelMask mask, double mm, const JobContext& job);
[[nodiscard]] std::optional<VoxelMask> shrunk(VoxelMask mask, double mm, const JobContext& job);
/// Grown, then shrunk.
[[nodiscard]] std::optional<VoxelMask> closed(const VoxelMask& mask, double mm,
                                              const JobContext& job);
/// Where a Gaussian of standard deviation `mm` over the mask is one half or more; the box has a
/// margin of kGaussianReach times that. Beyond the volume the mask goes on as at its edge.
[[nodiscard]] std::optional<VoxelMask> smoothed(const VoxelMask& mask, double mm,
                                                const JobContext& job);
inline constexpr double kGaussianReach = 3;

}  // namespace limn::core
