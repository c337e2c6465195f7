// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/series.h"
#include "limn/base/volume.h"

#include <filesystem>
#include <vector>

namespace limn::imaging {

/// One summary for each volume in a .nii, .nii.gz or .hdr/.img pair; header and sizes are checked,
/// voxels are not read.
[[nodiscard]] Result<std::vector<SeriesSummary>> scanNifti(const std::filesystem::path& file);
[[nodiscard]] Result<Volume> readNifti(const SeriesSummary& series, const JobContext& job);

}  // namespace limn::imaging
