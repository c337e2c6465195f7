// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"

#include <SQLiteCpp/Database.h>

#include <vector>

namespace limn::store {

// The present label volume, one row per slice along z of the file's own grid; a slice without a
// label has no row.

/// Changes the rows that the runs touch. Throws Damage when a run does not fit what is there.
void applyToSlices(SQLite::Database& database, const Grid& grid, const std::vector<LabelRun>& runs);

/// All of it, x fastest.
[[nodiscard]] std::vector<LabelId> readSlices(SQLite::Database& database, const Grid& grid);

}  // namespace limn::store
