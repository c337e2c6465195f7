// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/base/segmentation.h"

#include <string>
#include <vector>

namespace limn::batch {

/// Whether a file is a picture, which has no position in the patient.
[[nodiscard]] bool isPicture(const SourceRef& source);

/// Labels brought into the order of another grid.
struct PlacedLabels {
  std::vector<LabelId> voxels;
  std::string note;  // a sentence when they had to be resampled
};
/// Voxel by voxel where both grids have the same voxels in some order; else each voxel takes the
/// label at its own place in the patient. Mismatch when labelled voxels lie outside of `grid`, and
/// for pictures, which have no place, when the sizes differ.
[[nodiscard]] Result<PlacedLabels> placeLabels(const Segmentation& labels, const std::string& name,
                                               const Grid& grid, const std::string& gridName);

}  // namespace limn::batch
