// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/base/series.h"
#include "limn/base/volume.h"

#include <filesystem>
#include <vector>

namespace limn::imaging {

/// One summary for each volume of a .nrrd, or of a .nhdr with its voxels in the same folder. List
/// axes, at any position, enumerate volumes; a colour axis becomes RGB.
[[nodiscard]] Result<std::vector<SeriesSummary>> scanNrrd(const std::filesystem::path& file);
[[nodiscard]] Result<Volume> readNrrd(const SeriesSummary& series, const JobContext& job);

/// The names and colours in 3D Slicer's "Segment0_..." keys; empty when there are none.
[[nodiscard]] Result<std::vector<LabelInfo>> readNrrdSegments(const std::filesystem::path& file);

}  // namespace limn::imaging
