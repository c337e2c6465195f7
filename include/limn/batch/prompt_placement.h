// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/segmentation.h"
#include "limn/base/slice_layout.h"
#include "limn/core/prompt.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace limn::batch {

/// One --point, --box or --mask as it was typed.
struct PromptText {
  enum class Kind { Point, Box, Mask };
  Kind kind = Kind::Point;
  std::string text;
};

/// How typed coordinates are meant.
struct CoordinateRules {
  Axis axis = Axis::Z;   // the slices are taken across this axis of the file's grid
  bool isWorld = false;  // LPS millimetres instead of voxels from 0
  std::optional<std::int64_t> slice = {};  // given by hand; else the prompts say
  LabelId label = 1;  // which label of a draft mask is meant, when it has several
};

/// Where the prompts of one object are.
struct PlacedPrompts {
  core::SliceRef slice;
  std::vector<core::Prompt> prompts;  // in the order typed, in pixels of the slice picture
};

/// Points are X,Y,Z with an optional ",+" or ",-". Boxes are the two in-plane axes in the file's
/// order, both corners, and then the slice (X0,Y0,X1,Y1,Z across z, X0,Z0,X1,Z1,Y across y,
/// Y0,Z0,Y1,Z1,X across x), or two corners of three numbers, the only form in millimetres.
/// WrongUse for other texts, prompts on several slices, and a draft mask whose slice is not clear;
/// OutOfRange for what lies outside the volume; Mismatch for a draft mask on another grid.
///
/// Places are rounded to 1/256 voxel: grids that differ only by the rounding of their headers, as
/// those of a DICOM series and its NIfTI twin do, then get the same prompts.
[[nodiscard]] Result<PlacedPrompts> placePrompts(const std::vector<PromptText>& texts,
                                                 const Grid& grid, const CoordinateRules& rules);

}  // namespace limn::batch
