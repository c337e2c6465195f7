// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <SQLiteCpp/Database.h>

namespace limn::store {

/// Makes the tables of the present version in an empty database.
void createTables(SQLite::Database& database);

/// The version that the database says it has.
[[nodiscard]] int schemaVersion(SQLite::Database& database);

/// Brings an older database up to the present version, in one transaction.
void migrate(SQLite::Database& database);

}  // namespace limn::store
