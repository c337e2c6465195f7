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

/// FreeSurfer's .mgh and .mgz: one summary for each frame.
[[nodiscard]] Result<std::vector<SeriesSummary>> scanMgh(const std::filesystem::path& file);
[[nodiscard]] Result<Volume> readMgh(const SeriesSummary& series, const JobContext& job);

}  // namespace limn::imaging
