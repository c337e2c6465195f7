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

/// Whether the content is DICOM (with or without preamble); opens nothing but the first bytes.
[[nodiscard]] bool looksLikeDicom(const std::filesystem::path& file);

/// The series of one file, or of a folder with its sub-folders. In a folder, files that are not
/// DICOM are ignored; DICOM files without a picture and damaged ones are `skipped`.
/// A folder without DICOM gives an empty scan. A single damaged file is an error.
[[nodiscard]] Result<StudyScan> scanDicom(const std::filesystem::path& path, const JobContext& job);

/// The same for files that are known to look like DICOM, sorted by name.
[[nodiscard]] Result<StudyScan> scanDicomFiles(const std::filesystem::path& path,
                                               const std::vector<std::filesystem::path>& files,
                                               const JobContext& job);

/// The voxels of one series that scanDicom() named.
[[nodiscard]] Result<Volume> readDicomSeries(const SeriesSummary& series, const JobContext& job);
/// Its middle slice alone, as a volume of one slice.
[[nodiscard]] Result<Volume> readDicomMiddleSlice(const SeriesSummary& series,
                                                  const JobContext& job);

}  // namespace limn::imaging
