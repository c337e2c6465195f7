// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <SQLiteCpp/Database.h>

namespace limn::store {

/// Makes the tables of the current version in an empty database.
void createTables(SQLite::Database& database);

/// The version that is stored in the database.
[[nodiscard]] int schemaVersion(SQLite::Database& database);

/// Migrates an older database to the current version, in one transaction.
void migrate(SQLite::Database& database);

}  // namespace limn::store
