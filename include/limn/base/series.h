// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/study_text.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace limn {

/// One volume that can be opened: a DICOM series (or one time point or stack of it), a NIfTI file
/// (or one of its volumes), a picture. Made by scanning; `part` tells the reader which of several
/// volumes behind the same files is meant.
struct SeriesSummary {
  std::filesystem::path path;                // what was scanned into
  std::vector<std::filesystem::path> files;  // in no promised order
  std::string format;                        // "dicom", "nifti", "nrrd", "metaimage", "image"
  std::string modality;
  std::string description;  // for people; made of type, number, time point
  StudyText text;
  std::string seriesInstanceUid;  // empty unless DICOM
  int part = 0;                   // 0-based volume number behind `files`
  int parts = 1;
  Size3 size{};
  std::vector<std::string> warnings;
  std::string geometryFault;  // why its geometry cannot be read: tag, text found; empty when it can
  bool inVoxelUnits = false;  // set by the caller: open it all the same, with Calibration::None
  std::shared_ptr<const void> scanned;  // what the scan learned, for its reader; may be null
};

/// A file that a scan skipped, and why ("structured report, no image").
struct SkippedFile {
  std::filesystem::path path;
  std::string reason;
};

struct StudyScan {
  std::vector<SeriesSummary> series;  // largest first
  std::vector<SkippedFile> skipped;
};

}  // namespace limn
