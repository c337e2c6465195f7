// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"

#include <SQLiteCpp/Database.h>

#include <vector>

namespace limn::store {

// The current label volume, one row per slice along z of the file's own grid; a slice without
// labelled voxels has no row.

/// Applies the runs to the rows. Throws Damage when a run does not fit the stored labels.
void applyToSlices(SQLite::Database& database, const Grid& grid, const std::vector<LabelRun>& runs);

/// The whole label volume, x fastest.
[[nodiscard]] std::vector<LabelId> readSlices(SQLite::Database& database, const Grid& grid);

}  // namespace limn::store
