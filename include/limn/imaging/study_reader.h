// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/series.h"
#include "limn/base/volume.h"

#include <filesystem>
#include <string>

namespace limn::imaging {

/// What can be opened at `path`: a file of any known format, or a folder (searched with its
/// sub-folders) of DICOM files and volumes. Files that hold no picture are listed with a reason.
/// NotFound, Unreadable (permissions; a single file that is damaged), Unsupported (nothing there).
[[nodiscard]] Result<StudyScan> scanStudy(const std::filesystem::path& path,
                                          const JobContext& job = {});

/// The voxels of one scanned series. Problems that do not prevent its use are in
/// Volume::warnings. Uncalibrated when SeriesSummary::geometryFault is set and inVoxelUnits is not.
[[nodiscard]] Result<Volume> readSeries(const SeriesSummary& series, const JobContext& job = {});

/// scanStudy() and readSeries() where exactly one volume is meant. Mismatch lists the choices when
/// there are several and `seriesInstanceUid` does not decide.
[[nodiscard]] Result<Volume> readVolume(const std::filesystem::path& path,
                                        const JobContext& job = {},
                                        const std::string& seriesInstanceUid = {});

}  // namespace limn::imaging
