// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "case_schema.h"

#include "case_probe.h"
#include "limn/store/case_file.h"

#include <SQLiteCpp/Transaction.h>
#include <fmt/core.h>

#include <array>

namespace limn::store {
namespace {

/// docs/case-file.md describes each column; change both together, and add a migration.
constexpr const char* kTables = R"sql(
CREATE TABLE source (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  path TEXT NOT NULL,
  files TEXT NOT NULL,
  format TEXT NOT NULL,
  modality TEXT NOT NULL,
  study_uid TEXT NOT NULL,
  series_uid TEXT NOT NULL,
  frame_of_reference_uid TEXT NOT NULL,
  sop_instance_uids TEXT NOT NULL,
  description TEXT NOT NULL,
  nifti_forms BLOB,
  grid TEXT NOT NULL,
  pixel_type TEXT NOT NULL,
  channels INTEGER NOT NULL,
  pixel_sha256 TEXT NOT NULL,
  first_labels TEXT NOT NULL
) STRICT;
CREATE TABLE model (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  family TEXT NOT NULL,
  weights_sha256 TEXT NOT NULL,
  device TEXT NOT NULL,
  adapters INTEGER NOT NULL,
  input_side INTEGER NOT NULL,
  parameters INTEGER NOT NULL,
  arithmetic TEXT NOT NULL,
  threads INTEGER NOT NULL
) STRICT;
CREATE TABLE journal (
  number INTEGER PRIMARY KEY,
  utc TEXT NOT NULL,
  reader TEXT NOT NULL,
  kind TEXT NOT NULL,
  target TEXT,
  what TEXT NOT NULL,
  active_label INTEGER NOT NULL,
  model INTEGER REFERENCES model (id),
  mapping TEXT,
  prompts TEXT,
  labels TEXT,
  changes BLOB
) STRICT;
CREATE TABLE object (
  number INTEGER PRIMARY KEY REFERENCES journal (number),
  label INTEGER NOT NULL,
  axis TEXT NOT NULL,
  slice INTEGER NOT NULL,
  entry TEXT NOT NULL,
  continues INTEGER NOT NULL,
  prompts TEXT NOT NULL,
  model INTEGER NOT NULL REFERENCES model (id),
  mapping TEXT NOT NULL,
  chosen INTEGER NOT NULL,
  predicted_iou REAL NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  mask BLOB NOT NULL,
  logits_side INTEGER NOT NULL,
  logits BLOB
) STRICT;
CREATE TABLE label (
  position INTEGER PRIMARY KEY,
  id INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL,
  color TEXT NOT NULL,
  visible INTEGER NOT NULL,
  locked INTEGER NOT NULL
) STRICT;
CREATE TABLE slice (
  z INTEGER PRIMARY KEY,
  labels BLOB NOT NULL
) STRICT;
)sql";

/// Version 1: bookmarks.
constexpr const char* kBookmarks = R"sql(
CREATE TABLE bookmark (
  id INTEGER PRIMARY KEY,
  axis TEXT NOT NULL,
  slice INTEGER NOT NULL,
  label INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
)sql";

/// Version 2: the focus network that answered after the other one.
constexpr const char* kFocusNetwork =
    "ALTER TABLE model ADD COLUMN focus_sha256 TEXT NOT NULL DEFAULT '';";

/// Version 3: what an action did to voxels by hand.
constexpr const char* kHandEdits = "ALTER TABLE journal ADD COLUMN edit TEXT;";

/// Entry i takes a database from version i to i + 1.
constexpr std::array kMigrations{kBookmarks, kFocusNetwork, kHandEdits};
static_assert(kMigrations.size() == static_cast<std::size_t>(kSchemaVersion));

void setVersion(SQLite::Database& database) {
  database.exec(fmt::format("PRAGMA user_version = {}", kSchemaVersion));
}

}  // namespace

void createTables(SQLite::Database& database) {
  database.exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
  database.exec(kTables);
  for (const char* step : kMigrations)
    database.exec(step);
  setVersion(database);
}

int schemaVersion(SQLite::Database& database) {
  return database.execAndGet("PRAGMA user_version").getInt();
}

void migrate(SQLite::Database& database) {
  const int version = schemaVersion(database);
  if (version == kSchemaVersion) return;
  SQLite::Transaction transaction(database);
  for (auto i = static_cast<std::size_t>(version); i < kMigrations.size(); ++i)
    database.exec(kMigrations[i]);
  setVersion(database);
  transaction.commit();
}

}  // namespace limn::store
