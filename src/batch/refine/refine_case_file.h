// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/batch/refine_case.h"

#include <filesystem>
#include <vector>

namespace limn::batch {

/// Writes a case file for a reader: the draft, the refined mask, which can be undone, and a
/// bookmark on each doubtful slice. False when a reader has changed the file since; it is then not
/// replaced.
[[nodiscard]] Result<bool> writeRefineCase(const std::filesystem::path& file, const OpenCase& open,
                                           const Segmentation& refined,
                                           const std::vector<RefineRow>& rows);

}  // namespace limn::batch
