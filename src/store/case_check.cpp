// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "case_check.h"

#include "case_rows.h"
#include "label_slices.h"
#include "limn/base/case_data.h"
#include "sqlite_errors.h"

#include <SQLiteCpp/Statement.h>
#include <fmt/core.h>

#include <string>
#include <utility>

namespace limn::store {
namespace {

void require(bool holds, std::string otherwise) {
  if (!holds) throw Damage{Error{ErrorCode::Unreadable, std::move(otherwise), {}}};
}

}  // namespace

void checkDatabase(SQLite::Database& database) {
  const std::string answer = database.execAndGet("PRAGMA integrity_check").getString();
  require(answer == "ok", "the database is damaged: " + answer);
  SQLite::Statement references(database, "PRAGMA foreign_key_check");
  require(!references.executeStep(), "a row refers to one that is not there");
  CaseData data;
  data.source = readSource(database);
  data.firstLabels = readFirstLabels(database);
  data.actions = readActions(database, data.source.grid);
  const auto objects = database.execAndGet("SELECT count(*) FROM object").getInt64();
  std::int64_t accepted = 0;
  for (const CaseAction& action : data.actions)
    accepted += action.object ? 1 : 0;
  require(objects == accepted, "there is an accepted mask without its action");
  const Segmentation made = orDamage(segmentationAt(data));
  require(made.voxels == readSlices(database, data.source.grid),
          "the masks are not what the journal makes of them");
  require(made.labels == readLabels(database), "the labels are not what the journal makes of them");
  static_cast<void>(readBookmarks(database, data.source.grid));
}

}  // namespace limn::store
