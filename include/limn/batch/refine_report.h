// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/batch/refine_case.h"
#include "limn/batch/refine_folder.h"
#include "limn/batch/refine_summary.h"

#include <filesystem>
#include <vector>

namespace limn::batch {

/// Reads the records of all folders in the order of the list they come from, and writes `rows.csv`,
/// `rows.jsonl`, `summary.json` and `report.html` into `target`. One record is in memory at a time.
/// Mismatch when two folders hold different records of one case, or records of different lists.
[[nodiscard]] Result<RefineSummary> writeRefineReport(const std::vector<RefineFolder>& folders,
                                                      const std::filesystem::path& target,
                                                      const JobContext& job);

}  // namespace limn::batch
