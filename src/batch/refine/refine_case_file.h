// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/batch/refine_case.h"

#include <filesystem>
#include <vector>

namespace limn::batch {

/// Leaves a case file for a reader: the draft, what became of it, which undo takes back, and a mark
/// on each doubtful slice. False when the file holds what a reader did since; it then stays.
[[nodiscard]] Result<bool> writeRefineCase(const std::filesystem::path& file, const OpenCase& open,
                                           const Segmentation& refined,
                                           const std::vector<RefineRow>& rows);

}  // namespace limn::batch
