// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/imaging/study_reader.h"

#include <filesystem>
#include <string>
#include <vector>

namespace limn::imaging {

/// A written segmentation and what reading it back showed.
struct WriteReport {
  std::filesystem::path file;
  std::filesystem::path certificate;  // `<file>.json`: hashes, grid, label counts, second reader
  std::vector<std::string> notes;
};

/// Writes by the name's suffix: .nii, .nii.gz, .nrrd, .seg.nrrd, .png (one slice: the only one, or
/// the only one with labels). NIfTI: pixdim, qform and sform bytes are those of a NIfTI source,
/// else derived exactly from the grid (sform and qform both, code 1, mm, RAS). Integers are the
/// labels' own. The file is read back by a second reader (ITK) and compared before it gets its
/// name. WriteFailed, Unsupported (suffix), CheckFailed (read back differs: nothing is written).
[[nodiscard]] Result<WriteReport> writeSegmentation(const Segmentation& segmentation,
                                                    const std::filesystem::path& file,
                                                    const JobContext& job = {});

/// A label volume from .nii, .nii.gz, .nrrd, .png, a folder with one DICOM series, or a DICOM
/// segmentation, whose labels are its segments' numbers. Unsupported when values are not small
/// integers, or segments overlap. A DICOM segmentation without geometry is always refused, because
/// its frames belong to slices by their positions.
[[nodiscard]] Result<Segmentation> readSegmentation(const std::filesystem::path& file,
                                                    const JobContext& job = {},
                                                    ReadOptions options = {});

/// The DICOM segmentations in a folder and below it, in the order of their names.
[[nodiscard]] std::vector<std::filesystem::path> segmentationsIn(
    const std::filesystem::path& folder);

}  // namespace limn::imaging
