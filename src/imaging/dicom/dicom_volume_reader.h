// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_header.h"
#include "dicom_stack.h"
#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/volume.h"

#include <vector>

namespace limn::imaging {

/// Reads and unpacks the frames of `plan` and stacks their real values. Each slice keeps its own
/// rescale. Leaves `source.path` and `source.description` to the caller.
[[nodiscard]] Result<Volume> readDicomVolume(const std::vector<DicomHeader>& headers,
                                             const DicomVolume& plan, const JobContext& job);

/// Where the voxels of a plan come from; without path and description.
[[nodiscard]] SourceRef sourceOf(const std::vector<DicomHeader>& headers, const DicomVolume& plan);

}  // namespace limn::imaging
