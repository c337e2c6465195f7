// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/grid_map.h"
#include "limn/base/mask.h"
#include "limn/base/segmentation.h"
#include "limn/base/slice_layout.h"

#include <filesystem>
#include <optional>

namespace limn::batch {

/// One label of a mask file, seen on the slices of an image's grid.
class DraftMask {
 public:
  /// The file's only label, else `label`. Mismatch when it does not lie on `grid` (its voxels may
  /// be in another order), NotFound when it holds no such label.
  [[nodiscard]] static Result<DraftMask> open(const std::filesystem::path& file, const Grid& grid,
                                              LabelId label);
  [[nodiscard]] Mask onSlice(const SliceLayout& layout, std::int64_t slice) const;
  /// The slice that holds the whole mask, if one does.
  [[nodiscard]] std::optional<std::int64_t> onlySlice(const SliceLayout& layout) const;

 private:
  DraftMask(Segmentation segmentation, GridMap map, LabelId label);
  Segmentation segmentation_;
  GridMap map_;
  LabelId label_;
};

}  // namespace limn::batch
