// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "labelled_volume.h"

#include "labelled_picture.h"
#include "limn/imaging/reading_axis.h"
#include "limn/imaging/segmentation_io.h"
#include "limn/imaging/study_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

namespace limn::imaging {
namespace {

constexpr std::size_t kKeptVolumes = 2;

/// Voxels of the most frequent label but 0 on each slice.
std::vector<std::int64_t> largestMasks(const Segmentation& labels, const std::set<int>& ignored,
                                       Axis normal) {
  const Size3 size = labels.grid.size;
  const int axis = static_cast<int>(normal);
  std::vector<std::map<LabelId, std::int64_t>> counts(static_cast<std::size_t>(size[axis]));
  std::size_t at = 0;
  VoxelIndex v;
  for (v.z = 0; v.z < size.z; ++v.z) {
    for (v.y = 0; v.y < size.y; ++v.y) {
      for (v.x = 0; v.x < size.x; ++v.x) {
        const LabelId label = labels.voxels[at++];
        if (label != 0 && !ignored.contains(label)) {
          ++counts[static_cast<std::size_t>(v[axis])][label];
        }
      }
    }
  }
  std::vector<std::int64_t> largest;
  for (const auto& slice : counts) {
    std::int64_t most = 0;
    for (const auto& entry : slice)
      most = std::max(most, entry.second);
    largest.push_back(most);
  }
  return largest;
}

Result<Segmentation> readMask(const DatasetImage& image, const JobContext& job) {
  const auto& file = image.masks.front();
  if (image.masks.size() > 1) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{} has {} files of masks; expected one label volume for a volume",
                            image.image.string(), image.masks.size()));
  }
  auto labels = readSegmentation(file, job, {image.inVoxelUnits});
  if (!labels) return passOn(labels, "reading a mask");
  return labels;
}

Result<std::shared_ptr<const LabelledVolume>> readLabelledVolume(const DatasetImage& image) {
  auto labels = readMask(image, {});
  if (!labels) return passOn(labels);
  auto volume = readVolume(image.image, {}, {image.inVoxelUnits});
  if (!volume) return passOn(volume, "reading an image");
  auto map = mapGrid(labels->grid, "the mask " + image.masks.front().string(), volume->grid,
                     "its image " + image.image.string());
  if (!map) return passOn(map);
  return std::make_shared<const LabelledVolume>(
      LabelledVolume{std::move(*volume), std::move(*labels), *map});
}

/// As in the published mapping, fractions are cut off; NaN becomes black.
std::uint8_t grey(double value, const Volume& volume) {
  const double range = volume.maximum - volume.minimum;
  const double scaled = range > 0 ? 255 * (value - volume.minimum) / range : 0;
  return scaled >= 255 ? 255 : scaled > 0 ? static_cast<std::uint8_t>(scaled) : 0;
}

void appendPixel(std::vector<std::uint8_t>& pixels, const Volume& volume, VoxelIndex v) {
  if (volume.channels == 1) return pixels.push_back(grey(volume.value(v), volume));
  for (int c = 0; c < volume.channels; ++c)
    pixels.push_back(static_cast<std::uint8_t>(volume.value(v, c)));
}

}  // namespace

Axis readingAxis(const Grid& grid) {
  int thickest = 0;
  for (int i = 0; i < 3; ++i) {
    const bool isFlat =
        grid.size[i] == 1 && grid.size[(i + 1) % 3] > 1 && grid.size[(i + 2) % 3] > 1;
    if (isFlat) return static_cast<Axis>(i);
    if (grid.spacing[i] > grid.spacing[thickest]) thickest = i;
  }
  const double others =
      std::max(grid.spacing[(thickest + 1) % 3], grid.spacing[(thickest + 2) % 3]);
  return grid.spacing[thickest] > 1.5 * others ? static_cast<Axis>(thickest)
                                               : axisOf(grid, Anatomical::Axial);
}

Result<MaskedSlices> listMaskedSlices(const DatasetImage& image, const DatasetOptions& options,
                                      const JobContext& job) {
  auto labels = readMask(image, job);
  if (!labels) return passOn(labels);
  MaskedSlices result;
  result.normal = readingAxis(labels->grid);
  result.plane = sliceLayout(labels->grid, result.normal).anatomical;
  const auto largest = largestMasks(*labels, image.ignoredIds, result.normal);
  if (std::ranges::max(largest) == 0) {
    return fail(ErrorCode::Unreadable,
                fmt::format("the mask {} is empty; expected voxels that are not 0",
                            image.masks.front().string()));
  }
  int since = 0;
  for (std::size_t i = 0; i < largest.size(); ++i) {
    if (largest[i] < std::max<std::int64_t>(options.minSliceMask, 1)) continue;
    if (since++ % std::max(options.sliceStep, 1) == 0) {
      result.slices.push_back(static_cast<std::int64_t>(i));
    }
  }
  return result;
}

Result<LabelledPicture> sliceOf(const LabelledVolume& from, const DatasetImage& image, Axis normal,
                                std::int64_t slice) {
  const SliceLayout layout = sliceLayout(from.labels.grid, normal);
  LabelledPicture picture{layout.height, layout.width, from.volume.channels, {}, {}};
  std::vector<LabelId> labels;
  eachPixel(sliceWalk(from.labels.grid, layout, slice),
            [&](std::int64_t x, std::int64_t y, std::int64_t offset) {
              labels.push_back(from.labels.voxels[static_cast<std::size_t>(offset)]);
              const PixelPoint pixel{static_cast<double>(x), static_cast<double>(y)};
              const VoxelIndex v = Grid::nearest(layout.toVoxel(pixel, slice));
              appendPixel(picture.pixels, from.volume, from.map(v));
            });
  auto masks = splitLabels(labels, image, image.masks.front().string());
  if (!masks) return passOn(masks);
  picture.objects = std::move(*masks);
  return picture;
}

std::shared_ptr<LabelledVolumeCache::Slot> LabelledVolumeCache::slotOf(std::size_t index) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::ranges::find_if(slots_, [&](const auto& entry) { return entry.first == index; });
  if (found != slots_.end()) {
    slots_.splice(slots_.begin(), slots_, found);
  } else {
    slots_.emplace_front(index, std::make_shared<Slot>());
    if (slots_.size() > kKeptVolumes) slots_.pop_back();
  }
  return slots_.front().second;
}

Result<std::shared_ptr<const LabelledVolume>> LabelledVolumeCache::get(const DatasetImage& image,
                                                                       std::size_t index) {
  const std::shared_ptr<Slot> slot = slotOf(index);
  const std::lock_guard lock(slot->mutex);
  if (slot->volume == nullptr) {
    auto volume = readLabelledVolume(image);
    if (!volume) return passOn(volume);
    slot->volume = std::move(*volume);
  }
  return slot->volume;
}

}  // namespace limn::imaging
