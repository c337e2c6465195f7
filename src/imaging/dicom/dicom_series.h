// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_stack.h"
#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/series.h"
#include "limn/base/volume.h"

#include <filesystem>
#include <memory>
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

/// A series without its pixels: the headers of its files, and which frames form the volume.
struct DicomPlan {
  std::shared_ptr<const std::vector<DicomHeader>> headers;
  DicomVolume volume;

  [[nodiscard]] const DicomHeader& header(std::int64_t slice) const {
    return (*headers)[volume.slices[static_cast<std::size_t>(slice)].file];
  }
  [[nodiscard]] const DicomFrame& frame(std::int64_t slice) const {
    return header(slice).frames[volume.slices[static_cast<std::size_t>(slice)].frame];
  }
};
/// Uncalibrated when the series cannot be placed in the patient.
[[nodiscard]] Result<DicomPlan> planDicomSeries(const SeriesSummary& series, const JobContext& job);
/// What SourceRef says of it; without path and description.
[[nodiscard]] SourceRef sourceOf(const DicomPlan& plan);

/// The voxels of one series that scanDicom() named.
[[nodiscard]] Result<Volume> readDicomSeries(const SeriesSummary& series, const JobContext& job);
/// Its middle slice alone, as a volume of one slice.
[[nodiscard]] Result<Volume> readDicomMiddleSlice(const SeriesSummary& series,
                                                  const JobContext& job);

}  // namespace limn::imaging
