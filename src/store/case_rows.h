// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <vector>

namespace limn::store {

// Converts rows of a case to values and back. The caller opens the transaction. All throw
// SQLite::Exception, Damage or nlohmann::json::exception.

void writeSource(SQLite::Database& database, const CaseSource& source,
                 const std::vector<LabelInfo>& firstLabels);
[[nodiscard]] CaseSource readSource(SQLite::Database& database);
[[nodiscard]] std::vector<LabelInfo> readFirstLabels(SQLite::Database& database);

/// The current list.
void writeLabels(SQLite::Database& database, const std::vector<LabelInfo>& labels);
[[nodiscard]] std::vector<LabelInfo> readLabels(SQLite::Database& database);

/// Writes the row of the journal and, for an accepted mask, the object; labels are not changed.
void writeAction(SQLite::Database& database, std::int64_t number, const CaseAction& action);
[[nodiscard]] std::vector<CaseAction> readActions(SQLite::Database& database, const Grid& grid);

void writeBookmark(SQLite::Database& database, const CaseBookmark& bookmark);
[[nodiscard]] std::vector<CaseBookmark> readBookmarks(SQLite::Database& database, const Grid& grid);

}  // namespace limn::store
