// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset_images.h"
#include "limn/base/grid_map.h"
#include "limn/base/segmentation.h"
#include "limn/base/slice_layout.h"
#include "limn/base/volume.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace limn::imaging {

/// Which slices of a volume have masks. They are those of the mask's own grid.
struct MaskedSlices {
  Axis normal = Axis::Z;
  Anatomical plane = Anatomical::Axial;
  std::vector<std::int64_t> slices;
};

/// Reads the mask of a volume and lists its slices, as the options choose them. The slices are
/// across the axis in which the voxels are thickest, as the scan was acquired, else axial.
[[nodiscard]] Result<MaskedSlices> listMaskedSlices(const DatasetImage& image,
                                                    const DatasetOptions& options,
                                                    const JobContext& job);

/// A volume with its labels, whose grids hold the same voxels.
struct LabelledVolume {
  Volume volume;
  Segmentation labels;
  GridMap map;  // from a voxel of the labels to that of the volume
};

/// One slice as the reader sees it (ADR 4): the whole volume's range becomes 0..255, as the
/// published training slices were made. `slice` counts along `normal` of the labels' grid.
[[nodiscard]] Result<LabelledPicture> sliceOf(const LabelledVolume& from, const DatasetImage& image,
                                              Axis normal, std::int64_t slice);

/// Keeps the volumes that were read last, because their slices are requested one by one. Safe to
/// use from several threads.
class LabelledVolumeCache {
 public:
  /// `image` is number `index` of its data set.
  [[nodiscard]] Result<std::shared_ptr<const LabelledVolume>> get(const DatasetImage& image,
                                                                  std::size_t index);

 private:
  struct Slot {
    std::mutex mutex;  // held while it is read
    std::shared_ptr<const LabelledVolume> volume;
  };
  [[nodiscard]] std::shared_ptr<Slot> slotOf(std::size_t index);

  std::mutex mutex_;
  std::list<std::pair<std::size_t, std::shared_ptr<Slot>>> slots_;  // last used first
};

}  // namespace limn::imaging
