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
  const SliceLayout layout = sliceLayout(segmentation.grid, slice.axis);
  for (std::int64_t y = 0; y < mask.height(); ++y) {
    for (std::int64_t x = 0; x < mask.width(); ++x) {
      if (!mask.test(x, y)) continue;
      const PixelPoint pixel{static_cast<double>(x), static_cast<double>(y)};
      const VoxelIndex voxel = Grid::nearest(layout.toVoxel(pixel, slice.slice));
      segmentation.voxels[static_cast<std::size_t>(segmentation.grid.offset(voxel))] = label;
    }
  }
}

}  // namespace limn::batch
