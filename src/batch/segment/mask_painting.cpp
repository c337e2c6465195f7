// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/mask_painting.h"

#include "limn/base/slice_layout.h"

#include <cstddef>
#include <utility>

namespace limn::batch {

Segmentation emptySegmentation(const Volume& volume, LabelInfo label) {
  Segmentation segmentation;
  segmentation.grid = volume.grid;
  segmentation.voxels.assign(static_cast<std::size_t>(volume.grid.size.voxels()), 0);
  segmentation.labels = {std::move(label)};
  segmentation.source = volume.source;
  return segmentation;
}

void paint(Segmentation& segmentation, core::SliceRef slice, const Mask& mask, LabelId label) {
  const Grid& grid = segmentation.grid;
  eachPixel(sliceWalk(grid, sliceLayout(grid, slice.axis), slice.slice),
            [&](std::int64_t x, std::int64_t y, std::int64_t offset) {
              if (mask.test(x, y)) segmentation.voxels[static_cast<std::size_t>(offset)] = label;
            });
}

}  // namespace limn::batch
