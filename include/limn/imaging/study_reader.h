// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/series.h"
#include "limn/base/volume.h"

#include <filesystem>

namespace limn::imaging {

struct ReadOptions {
  /// Opens a series whose geometry cannot be read all the same, with Calibration::None.
  bool inVoxelUnits = false;
};

/// What can be opened at `path`: a file of any known format, or a folder (searched with its
/// sub-folders) of DICOM files and volumes. Files that hold no picture are listed with a reason.
/// NotFound, Unreadable (permissions; a single file that is damaged), Unsupported (nothing there).
[[nodiscard]] Result<StudyScan> scanStudy(const std::filesystem::path& path,
                                          const JobContext& job = {});

/// The voxels of one scanned series. Problems that do not prevent its use are in
/// Volume::warnings. Uncalibrated when SeriesSummary::geometryFault is set and inVoxelUnits is not.
[[nodiscard]] Result<Volume> readSeries(const SeriesSummary& series, const JobContext& job = {});

/// The acquired slice in the middle of a series, for a small picture of it. Where each slice lies
/// in a frame of its own (DICOM) only that one is read; the other formats give the whole volume. A
/// series without a readable geometry comes in voxel units.
[[nodiscard]] Result<Volume> readMiddleSlice(const SeriesSummary& series,
                                             const JobContext& job = {});

/// scanStudy() and readSeries() where exactly one volume is there. Mismatch lists the volumes when
/// there are several.
[[nodiscard]] Result<Volume> readVolume(const std::filesystem::path& path,
                                        const JobContext& job = {}, ReadOptions options = {});

}  // namespace limn::imaging
