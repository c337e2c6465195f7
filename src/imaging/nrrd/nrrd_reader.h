// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/base/series.h"
#include "limn/base/volume.h"
#include "limn/imaging/mask_file.h"

#include <filesystem>
#include <vector>

namespace limn::imaging {

/// One summary for each volume of a .nrrd, or of a .nhdr with its voxels in the same folder. List
/// axes, at any position, enumerate volumes; a colour axis becomes RGB.
[[nodiscard]] Result<std::vector<SeriesSummary>> scanNrrd(const std::filesystem::path& file);
[[nodiscard]] Result<Volume> readNrrd(const SeriesSummary& series, const JobContext& job);

/// What 3D Slicer's "Segment0_..." keys say of a label. `layer` is the volume that has its voxels,
/// whose values are `label.id`.
struct NrrdSegment {
  LabelInfo label;
  std::int64_t layer = 0;
  LabelCodes codes;
};
/// Empty when there are none.
[[nodiscard]] Result<std::vector<NrrdSegment>> readNrrdSegments(const std::filesystem::path& file);

}  // namespace limn::imaging
