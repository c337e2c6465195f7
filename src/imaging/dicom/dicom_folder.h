// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/series.h"

#include <filesystem>
#include <vector>

namespace limn::imaging {

/// The file itself, or the DICOM files of a folder and its sub-folders, sorted by name. Links to
/// folders are not followed; folders and DICOM files that may not be opened go to `skipped`.
[[nodiscard]] Result<std::vector<std::filesystem::path>> dicomFilesIn(
    const std::filesystem::path& path, std::vector<SkippedFile>& skipped, const JobContext& job);

}  // namespace limn::imaging
