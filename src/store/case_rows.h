// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <vector>

namespace limn::store {

// Between rows of a case and values. Writing happens inside of the caller's transaction. All throw
// SQLite::Exception, Damage or nlohmann::json::exception.

void writeSource(SQLite::Database& database, const CaseSource& source,
                 const std::vector<LabelInfo>& firstLabels);
[[nodiscard]] CaseSource readSource(SQLite::Database& database);
[[nodiscard]] std::vector<LabelInfo> readFirstLabels(SQLite::Database& database);

/// The list as it is now.
void writeLabels(SQLite::Database& database, const std::vector<LabelInfo>& labels);
[[nodiscard]] std::vector<LabelInfo> readLabels(SQLite::Database& database);

/// The journal row and, for an accepted mask, its object; not what they change.
void writeAction(SQLite::Database& database, std::int64_t number, const CaseAction& action);
[[nodiscard]] std::vector<CaseAction> readActions(SQLite::Database& database, const Grid& grid);

void writeBookmark(SQLite::Database& database, const CaseBookmark& bookmark);
[[nodiscard]] std::vector<CaseBookmark> readBookmarks(SQLite::Database& database, const Grid& grid);

}  // namespace limn::store
