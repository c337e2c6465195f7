// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/past_moment.h"

#include <array>

namespace limn::core {

std::vector<LabelId> PastMoment::sliceLabels(SliceRef slice) const {
  const SliceLayout layout = sliceLayout(grid_, slice.axis);
  std::vector<LabelId> labels(static_cast<std::size_t>(layout.width * layout.height));
  std::array<std::int64_t, 3> at{};
  at[static_cast<std::size_t>(layout.normal)] = slice.slice;
  auto& column = at[static_cast<std::size_t>(layout.column)];
  auto& row = at[static_cast<std::size_t>(layout.row)];
  auto out = labels.begin();
  for (std::int64_t y = 0; y < layout.height; ++y) {
    row = layout.rowFlipped ? layout.height - 1 - y : y;
    for (std::int64_t x = 0; x < layout.width; ++x, ++out) {
      column = layout.columnFlipped ? layout.width - 1 - x : x;
      const Plane& plane = *planes_[static_cast<std::size_t>(at[2])];
      *out = plane[static_cast<std::size_t>(at[1] * grid_.size.x + at[0])];
    }
  }
  return labels;
}

std::int64_t PastMoment::voxelCount(LabelId label) const {
  const auto found = counts_.find(label);
  return found == counts_.end() ? 0 : found->second;
}

Segmentation PastMoment::snapshot() const {
  Segmentation whole{grid_, {}, labels_, source_};
  whole.voxels.reserve(static_cast<std::size_t>(grid_.size.voxels()));
  for (const auto& plane : planes_)
    whole.voxels.insert(whole.voxels.end(), plane->begin(), plane->end());
  return whole;
}

}  // namespace limn::core
