// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/grid_map.h"
#include "limn/imaging/mask_file.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn::imaging {

/// A label with voxels.
struct UsedLabel {
  LabelInfo info;
  const Segmentation* layer = nullptr;
  std::vector<std::int64_t> slices;  // of the series, ascending
};

/// Offsets of the voxels of a slice of the series in the masks.
class SliceOffsets {
 public:
  SliceOffsets(const GridMap& map, const Grid& masks, const Size3& size) : size_(size) {
    const auto step = [&](VoxelIndex v) { return v.x + masks.size.x * (v.y + masks.size.y * v.z); };
    start_ = step(map.origin);
    for (std::size_t i = 0; i < 3; ++i)
      step_[i] = step(map.step[i]);
  }
  /// Calls `visit(pixel, offset)` for each pixel, row by row.
  template <class Visit>
  void each(std::int64_t slice, Visit visit) const {
    std::int64_t pixel = 0;
    for (std::int64_t y = 0; y < size_.y; ++y) {
      std::int64_t offset = start_ + y * step_[1] + slice * step_[2];
      for (std::int64_t x = 0; x < size_.x; ++x, ++pixel, offset += step_[0])
        visit(pixel, static_cast<std::size_t>(offset));
    }
  }

 private:
  Size3 size_;
  std::int64_t start_ = 0;
  std::array<std::int64_t, 3> step_{};
};

/// Ascending. Every value of a layer is in its list of labels.
[[nodiscard]] std::vector<UsedLabel> usedLabels(const Masks& masks, const SliceOffsets& offsets,
                                                std::int64_t slices);

}  // namespace limn::imaging
