// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/base/series.h"
#include "limn/base/volume.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace limn::core {

/// What was found when a written file was read back.
struct ExportReport {
  std::filesystem::path file;
  std::filesystem::path certificate;  // JSON beside it
  std::vector<std::string> notes;     // for people: what was adjusted, what to know
};

/// The port to files. Filled by wiring from limn::imaging, by lambdas in tests. Safe to call from
/// any one thread at a time.
struct StudyIo {
  std::function<Result<StudyScan>(const std::filesystem::path&, const JobContext&)> scan;
  std::function<Result<Volume>(const SeriesSummary&, const JobContext&)> read;
  /// The acquired slice in the middle of a series, as a volume of that slice or of more around it.
  std::function<Result<Volume>(const SeriesSummary&, const JobContext&)> middleSlice;
  std::function<Result<ExportReport>(const Segmentation&, const std::filesystem::path&,
                                     const JobContext&)>
      write;
};

}  // namespace limn::core
