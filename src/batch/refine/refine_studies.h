// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/batch/refine_cases.h"

#include <filesystem>
#include <vector>

namespace limn::batch {

/// Each folder in `studies`, expected to hold one series and one DICOM segmentation of it; empty
/// when none holds a segmentation.
[[nodiscard]] std::vector<RefineCase> casesOfStudies(const std::filesystem::path& studies);

}  // namespace limn::batch
