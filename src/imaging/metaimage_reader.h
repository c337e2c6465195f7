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

/// MetaImage: .mha, or .mhd with its voxels in one file of the same folder. Two or three
/// dimensions, one grey or three colour channels; plain or packed with zlib.
[[nodiscard]] Result<std::vector<SeriesSummary>> scanMetaImage(const std::filesystem::path& file);
[[nodiscard]] Result<Volume> readMetaImage(const SeriesSummary& series, const JobContext& job);

}  // namespace limn::imaging
