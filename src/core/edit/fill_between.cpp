// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "edit/fill_between.h"

#include "edit/voxel_mask.h"
#include "limn/core/brush_stroke.h"
#include "limn/core/mask_operation.h"

#include <algorithm>
#include <cmath>

namespace limn::core {
namespace {

/// Millimetres to the border of a slice's mask, negative inside; row-major.
std::vector<float> signedDistance(const Mask& mask, const SliceLayout& layout,
                                  const JobContext& job) {
  VoxelMask flat{
      {}, {mask.width(), mask.height(), 1}, {layout.columnSpacing, layout.rowSpacing, 1}};
  for (std::int64_t y = 0; y < mask.height(); ++y) {
    for (std::int64_t x = 0; x < mask.width(); ++x)
      flat.on.push_back(mask.test(x, y) ? 1 : 0);
  }
  const std::vector<float> outside = squaredDistanceTo(flat, true, job);
  const std::vector<float> inside = squaredDistanceTo(flat, false, job);
  if (outside.empty() || inside.empty()) return {};
  // A mask without a border must not outweigh the other one.
  const auto farthest =
      static_cast<float>(std::hypot(static_cast<double>(mask.width()) * layout.columnSpacing,
                                    static_cast<double>(mask.height()) * layout.rowSpacing));
  std::vector<float> distance(outside.size());
  for (std::size_t i = 0; i < distance.size(); ++i) {
    distance[i] =
        std::min(std::sqrt(outside[i]), farthest) - std::min(std::sqrt(inside[i]), farthest);
  }
  return distance;
}

Mask between(const std::vector<float>& below, const std::vector<float>& above, double share,
             const SliceLayout& layout) {
  Mask mask(layout.width, layout.height);
  std::size_t i = 0;
  for (std::int64_t y = 0; y < layout.height; ++y) {
    for (std::int64_t x = 0; x < layout.width; ++x, ++i) {
      const double distance =
          (1 - share) * static_cast<double>(below[i]) + share * static_cast<double>(above[i]);
      if (distance <= 0) mask.set(x, y);
    }
  }
  return mask;
}

/// Which slices across an axis have voxels of the label.
std::vector<bool> slicesWith(const LabelVolume& voxels, LabelId label, Axis axis) {
  const Size3 size = voxels.grid().size;
  const std::int64_t count = size[static_cast<int>(axis)];
  const std::int64_t stride = axis == Axis::X ? 1 : axis == Axis::Y ? size.x : size.x * size.y;
  std::vector<bool> has(static_cast<std::size_t>(count));
  for (const LabelRun& run : voxels.removalOf(label)) {
    // From slice to slice; what lies between is on the same one.
    for (std::int64_t at = run.start; at < run.start + run.length; at = (at / stride + 1) * stride)
      has[static_cast<std::size_t>(at / stride % count)] = true;
  }
  return has;
}

}  // namespace

std::optional<std::vector<WantedRun>> fillBetween(const LabelVolume& voxels, const HandEdit& edit,
                                                  const JobContext& job) {
  const Axis axis = edit.slice->axis;
  const SliceLayout layout = sliceLayout(voxels.grid(), axis);
  const std::vector<bool> has = slicesWith(voxels, edit.label, axis);
  std::vector<WantedRun> wanted;
  std::vector<float> below;
  std::optional<std::int64_t> from;  // the slice of `below`
  for (std::int64_t s = edit.slice->slice; s <= edit.otherSlice; ++s) {
    if (!has[static_cast<std::size_t>(s)]) continue;
    std::vector<float> above = signedDistance(voxels.mask({axis, s}, edit.label), layout, job);
    if (above.empty()) return std::nullopt;
    for (std::int64_t gap = from.value_or(s) + 1; gap < s; ++gap) {
      if (job.isCancelled()) return std::nullopt;
      const double share = static_cast<double>(gap - *from) / static_cast<double>(s - *from);
      const Mask mask = between(below, above, share, layout);
      const auto runs = wantedOn(voxels.grid(), {axis, gap}, mask, edit.label);
      wanted.insert(wanted.end(), runs.begin(), runs.end());
    }
    below = std::move(above);
    from = s;
    job.report(static_cast<double>(s - edit.slice->slice + 1) /
               static_cast<double>(edit.otherSlice - edit.slice->slice + 1));
  }
  return wanted;
}

std::optional<std::pair<std::int64_t, std::int64_t>> slicesToFillBetween(const LabelVolume& voxels,
                                                                         LabelId label,
                                                                         SliceRef slice) {
  const std::vector<bool> has = slicesWith(voxels, label, slice.axis);
  const bool isFilled = has[static_cast<std::size_t>(slice.slice)];
  std::optional<std::int64_t> low, high;
  for (std::int64_t s = 0; s < static_cast<std::int64_t>(has.size()); ++s) {
    if (!has[static_cast<std::size_t>(s)]) continue;
    if (isFilled) {
      if (!low) low = s;
      high = s;
    } else if (s < slice.slice) {
      low = s;
    } else if (!high) {
      high = s;
    }
  }
  if (!low || !high || *low == *high) return std::nullopt;
  return std::pair(*low, *high);
}

}  // namespace limn::core
