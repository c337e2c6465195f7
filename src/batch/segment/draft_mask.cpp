// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "segment/draft_mask.h"

#include "limn/imaging/segmentation_io.h"

#include <fmt/core.h>

#include <cstddef>
#include <set>
#include <string>
#include <utility>

namespace limn::batch {
namespace {

Result<LabelId> chooseLabel(const Segmentation& segmentation, const std::filesystem::path& file,
                            LabelId wanted) {
  const std::set<LabelId> all(segmentation.voxels.begin(), segmentation.voxels.end());
  std::set<LabelId> labels = all;
  labels.erase(0);
  if (labels.empty()) {
    return fail(ErrorCode::NotFound, fmt::format("{}: the mask is empty", file.string()));
  }
  if (labels.size() == 1) return *labels.begin();
  if (labels.contains(wanted)) return wanted;
  std::string list;
  for (const LabelId id : labels)
    list += (list.empty() ? "" : ", ") + std::to_string(id);
  return fail(ErrorCode::NotFound,
              fmt::format("{}: the mask has no label {}; it holds {}; choose one with --label",
                          file.string(), wanted, list));
}

}  // namespace

Result<DraftMask> DraftMask::open(const std::filesystem::path& file, const Grid& grid,
                                  LabelId label) {
  auto segmentation = imaging::readSegmentation(file);
  if (!segmentation) return passOn(segmentation);
  auto map = mapGrid(grid, "the image", segmentation->grid, file.string());
  if (!map) return passOn(map);
  auto chosen = chooseLabel(*segmentation, file, label);
  if (!chosen) return passOn(chosen);
  return DraftMask(std::move(*segmentation), *map, *chosen);
}

DraftMask::DraftMask(Segmentation segmentation, GridMap map, LabelId label)
    : segmentation_(std::move(segmentation)), map_(map), label_(label) {}

Mask DraftMask::onSlice(const SliceLayout& layout, std::int64_t slice) const {
  Mask mask(layout.width, layout.height);
  for (std::int64_t y = 0; y < layout.height; ++y) {
    for (std::int64_t x = 0; x < layout.width; ++x) {
      const PixelPoint pixel{static_cast<double>(x), static_cast<double>(y)};
      const VoxelIndex voxel = map_(Grid::nearest(layout.toVoxel(pixel, slice)));
      const auto offset = static_cast<std::size_t>(segmentation_.grid.offset(voxel));
      if (segmentation_.voxels[offset] == label_) mask.set(x, y);
    }
  }
  return mask;
}

std::optional<std::int64_t> DraftMask::onlySlice(const SliceLayout& layout) const {
  std::optional<std::int64_t> found;
  for (std::int64_t slice = 0; slice < layout.slices; ++slice) {
    if (onSlice(layout, slice).bounds().isEmpty()) continue;
    if (found) return std::nullopt;
    found = slice;
  }
  return found;
}

}  // namespace limn::batch
