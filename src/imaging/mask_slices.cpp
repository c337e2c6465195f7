// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mask_slices.h"

#include <map>
#include <utility>

namespace limn::imaging {

std::vector<UsedLabel> usedLabels(const Masks& masks, const SliceOffsets& offsets,
                                  std::int64_t slices) {
  std::map<LabelId, UsedLabel> used;
  for (const Segmentation& layer : masks.layers) {
    std::vector<bool> onSlice;
    for (std::int64_t z = 0; z < slices; ++z) {
      onSlice.assign(65536, false);
      LabelId last = 0;
      offsets.each(z, [&](std::int64_t, std::size_t offset) {
        const LabelId label = layer.voxels[offset];
        if (label != last) onSlice[label] = true;
        last = label;
      });
      for (const LabelInfo& info : layer.labels) {
        if (!onSlice[info.id]) continue;
        UsedLabel& entry = used[info.id];
        entry.info = info;
        entry.layer = &layer;
        entry.slices.push_back(z);
      }
    }
  }
  std::vector<UsedLabel> list;
  for (auto& [id, entry] : used)
    list.push_back(std::move(entry));
  return list;
}

}  // namespace limn::imaging
