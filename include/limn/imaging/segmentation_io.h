// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/imaging/mask_file.h"
#include "limn/imaging/study_reader.h"

#include <filesystem>
#include <vector>

namespace limn::imaging {

/// writeMasks() of masks that do not overlap.
[[nodiscard]] Result<WriteReport> writeSegmentation(const Segmentation& segmentation,
                                                    const std::filesystem::path& file,
                                                    const JobContext& job = {});

/// readMasks() where one label for each voxel is needed. Unsupported when labels overlap.
[[nodiscard]] Result<Segmentation> readSegmentation(const std::filesystem::path& file,
                                                    const JobContext& job = {},
                                                    ReadOptions options = {});

/// The DICOM segmentations in a folder and below it, in the order of their names.
[[nodiscard]] std::vector<std::filesystem::path> segmentationsIn(
    const std::filesystem::path& folder);

}  // namespace limn::imaging
