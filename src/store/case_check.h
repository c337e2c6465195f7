// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <SQLiteCpp/Database.h>

namespace limn::store {

/// Checks all that CaseFile::check() promises; throws Damage or SQLite::Exception when a check
/// fails.
void checkDatabase(SQLite::Database& database);

}  // namespace limn::store
