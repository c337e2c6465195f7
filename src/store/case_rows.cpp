// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "case_rows.h"

#include "blob_code.h"
#include "case_json.h"
#include "limn/base/number_text.h"
#include "sqlite_errors.h"

#include <SQLiteCpp/Statement.h>
#include <fmt/core.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace limn::store {
namespace {

ByteView bytesOf(const SQLite::Column& column) {
  return {static_cast<const unsigned char*>(column.getBlob()),
          static_cast<std::size_t>(column.getBytes())};
}

/// Binds values one after another.
class Binder {
 public:
  explicit Binder(SQLite::Statement& statement) : statement_(statement) {}
  Binder& text(const std::string& value) {
    statement_.bind(++index_, value);
    return *this;
  }
  Binder& text(std::string_view value) { return text(std::string(value)); }
  Binder& number(std::int64_t value) {
    statement_.bind(++index_, static_cast<std::int64_t>(value));
    return *this;
  }
  Binder& real(double value) {
    statement_.bind(++index_, value);
    return *this;
  }
  Binder& blob(const Bytes& value) {
    statement_.bind(++index_, value.data(), static_cast<int>(value.size()));
    return *this;
  }
  Binder& null() {
    statement_.bind(++index_);
    return *this;
  }
  void run() { statement_.exec(); }

 private:
  SQLite::Statement& statement_;
  int index_ = 0;
};

std::int64_t modelId(SQLite::Database& database, const ModelInfo& model) {
  const auto bindAll = [&model](Binder binder) {
    binder.text(model.name)
        .text(model.family)
        .text(model.weightsHash)
        .text(model.device)
        .number(model.adapters)
        .number(model.inputSide)
        .number(model.parameters)
        .text(model.arithmetic)
        .number(model.threads)
        .text(model.focusHash);
  };
  SQLite::Statement find(
      database,
      "SELECT id FROM model WHERE name = ? AND family = ? AND weights_sha256 = ? "
      "AND device = ? AND adapters = ? AND input_side = ? AND parameters = ? "
      "AND arithmetic = ? AND threads = ? AND focus_sha256 = ?");
  bindAll(Binder(find));
  if (find.executeStep()) return find.getColumn(0).getInt64();
  SQLite::Statement add(database,
                        "INSERT INTO model (name, family, weights_sha256, device, adapters, "
                        "input_side, parameters, arithmetic, threads, focus_sha256) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  bindAll(Binder(add));
  add.exec();
  return database.getLastInsertRowid();
}

using Models = std::map<std::int64_t, ModelInfo>;

Models readModels(SQLite::Database& database) {
  Models models;
  SQLite::Statement query(database,
                          "SELECT id, name, family, weights_sha256, device, adapters, input_side, "
                          "parameters, arithmetic, threads, focus_sha256 FROM model");
  while (query.executeStep()) {
    models[query.getColumn(0).getInt64()] = {.name = query.getColumn(1).getString(),
                                             .family = query.getColumn(2).getString(),
                                             .weightsHash = query.getColumn(3).getString(),
                                             .device = query.getColumn(4).getString(),
                                             .adapters = query.getColumn(5).getInt() != 0,
                                             .inputSide = query.getColumn(6).getInt64(),
                                             .parameters = query.getColumn(7).getInt64(),
                                             .arithmetic = query.getColumn(8).getString(),
                                             .threads = query.getColumn(9).getInt(),
                                             .focusHash = query.getColumn(10).getString()};
  }
  return models;
}

const ModelInfo& modelOf(const Models& models, std::int64_t id) {
  const auto found = models.find(id);
  if (found == models.end()) damage(fmt::format("there is no model {}", id));
  return found->second;
}

void writeObject(SQLite::Database& database, std::int64_t number, const CaseObject& object) {
  SQLite::Statement add(
      database, "INSERT INTO object VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  Binder binder(add);
  binder.number(number)
      .number(object.label)
      .text(axisName(object.slice.axis))
      .number(object.slice.slice)
      .text(std::string_view(object.entry == CaseObject::Entry::Added ? "added" : "replaced"))
      .number(object.continues)
      .text(toJson(PromptState{object.slice, object.steps}))
      .number(modelId(database, object.model))
      .text(toJson(object.mapping))
      .number(static_cast<std::int64_t>(object.chosen))
      .real(object.predictedIou)
      .number(object.mask.width())
      .number(object.mask.height())
      .blob(encodeMask(object.mask))
      .number(object.logits ? object.logits->side : 0);
  object.logits ? binder.blob(encodeLogits(*object.logits)) : binder.null();
  binder.run();
}

CaseObjectPtr objectFrom(SQLite::Statement& row, const Models& models, const Grid& grid) {
  auto object = std::make_shared<CaseObject>();
  object->number = row.getColumn(0).getInt64();
  object->label = static_cast<LabelId>(row.getColumn(1).getInt());
  object->slice = sliceFrom(row.getColumn(2).getString(), row.getColumn(3).getInt64(), grid);
  object->entry = row.getColumn(4).getString() == "replaced" ? CaseObject::Entry::Replaced
                                                             : CaseObject::Entry::Added;
  object->continues = row.getColumn(5).getInt64();
  PromptState prompts = promptsFromJson(row.getColumn(6).getString(), grid);
  if (prompts.slice != object->slice) damage("the prompts of a mask are on another slice");
  object->steps = std::move(prompts.steps);
  object->model = modelOf(models, row.getColumn(7).getInt64());
  object->mapping = mappingFromJson(row.getColumn(8).getString());
  object->chosen = static_cast<std::size_t>(row.getColumn(9).getInt64());
  object->predictedIou = static_cast<float>(row.getColumn(10).getDouble());
  const SliceLayout layout = sliceLayout(grid, object->slice.axis);
  const std::int64_t width = row.getColumn(11).getInt64(), height = row.getColumn(12).getInt64();
  if (width != layout.width || height != layout.height) {
    damage(fmt::format("a mask has {}x{} pixels, its slice {}x{}", width, height, layout.width,
                       layout.height));
  }
  object->mask = orDamage(decodeMask(bytesOf(row.getColumn(13)), width, height));
  if (!row.getColumn(15).isNull()) {
    object->logits =
        orDamage(decodeLogits(bytesOf(row.getColumn(15)), row.getColumn(14).getInt64()));
  }
  return object;
}

std::map<std::int64_t, CaseObjectPtr> readObjects(SQLite::Database& database, const Models& models,
                                                  const Grid& grid) {
  std::map<std::int64_t, CaseObjectPtr> objects;
  SQLite::Statement query(database, "SELECT * FROM object");
  while (query.executeStep())
    objects[query.getColumn(0).getInt64()] = objectFrom(query, models, grid);
  return objects;
}

CaseAction actionFrom(SQLite::Statement& row, const Models& models, const Grid& grid) {
  CaseAction action;
  action.number = row.getColumn(0).getInt64();
  action.utc = row.getColumn(1).getString();
  action.reader = row.getColumn(2).getString();
  const std::string kind = row.getColumn(3).getString();
  const auto known = caseActionKind(kind);
  if (!known) damage(fmt::format("action {} is of an unknown kind, '{}'", action.number, kind));
  action.kind = *known;
  if (!row.getColumn(4).isNull()) {
    action.target = row.getColumn(4).getString() == "prompts" ? CaseAction::Target::Prompts
                                                              : CaseAction::Target::Document;
  }
  action.what = row.getColumn(5).getString();
  action.activeLabel = static_cast<LabelId>(row.getColumn(6).getInt());
  if (!row.getColumn(7).isNull()) action.model = modelOf(models, row.getColumn(7).getInt64());
  if (!row.getColumn(8).isNull()) action.mapping = mappingFromJson(row.getColumn(8).getString());
  if (!row.getColumn(9).isNull()) {
    action.prompts = promptsFromJson(row.getColumn(9).getString(), grid);
  }
  if (!row.getColumn(10).isNull()) action.labels = labelsFromJson(row.getColumn(10).getString());
  if (!row.getColumn(11).isNull()) {
    action.runs = orDamage(decodeLabelRuns(bytesOf(row.getColumn(11)), grid.size.voxels()));
  }
  if (!row.getColumn(12).isNull()) action.edit = handEditFromJson(row.getColumn(12).getString(), grid);
  return action;
}

}  // namespace

void writeLabels(SQLite::Database& database, const std::vector<LabelInfo>& labels) {
  database.exec("DELETE FROM label");
  SQLite::Statement add(database, "INSERT INTO label VALUES (?, ?, ?, ?, ?, ?)");
  std::int64_t position = 0;
  for (const LabelInfo& label : labels) {
    Binder(add)
        .number(++position)
        .number(label.id)
        .text(label.name)
        .text(fmt::format("#{:02x}{:02x}{:02x}", label.color.r, label.color.g, label.color.b))
        .number(label.visible)
        .number(label.locked)
        .run();
    add.reset();
  }
}

std::vector<LabelInfo> readLabels(SQLite::Database& database) {
  std::vector<LabelInfo> labels;
  SQLite::Statement query(database,
                          "SELECT id, name, color, visible, locked FROM label ORDER BY position");
  while (query.executeStep()) {
    const std::string color = query.getColumn(2).getString();
    const bool hasForm = color.size() == 7 && color.front() == '#';
    const auto rgb = hasForm ? parseNumber<std::uint32_t>(color.substr(1), 16) : std::nullopt;
    if (!rgb) damage(fmt::format("'{}' is not a colour of the form #rrggbb", color));
    const auto channel = [&](int shift) { return static_cast<std::uint8_t>(*rgb >> shift); };
    labels.push_back({static_cast<LabelId>(query.getColumn(0).getInt()),
                      query.getColumn(1).getString(), Rgb{channel(16), channel(8), channel(0)},
                      query.getColumn(3).getInt() != 0, query.getColumn(4).getInt() != 0});
  }
  return labels;
}

void writeAction(SQLite::Database& database, std::int64_t number, const CaseAction& action) {
  SQLite::Statement add(database,
                        "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  Binder binder(add);
  binder.number(number).text(action.utc).text(action.reader).text(caseActionName(action.kind));
  if (action.target) {
    binder.text(
        std::string_view(*action.target == CaseAction::Target::Prompts ? "prompts" : "document"));
  } else {
    binder.null();
  }
  binder.text(action.what).number(action.activeLabel);
  action.model ? binder.number(modelId(database, *action.model)) : binder.null();
  action.mapping ? binder.text(toJson(*action.mapping)) : binder.null();
  action.prompts ? binder.text(toJson(*action.prompts)) : binder.null();
  action.labels ? binder.text(toJson(*action.labels)) : binder.null();
  action.runs.empty() ? binder.null() : binder.blob(encodeLabelRuns(action.runs));
  action.edit ? binder.text(toJson(*action.edit)) : binder.null();
  binder.run();
  if (action.object) writeObject(database, number, *action.object);
}

std::vector<CaseAction> readActions(SQLite::Database& database, const Grid& grid) {
  const Models models = readModels(database);
  auto objects = readObjects(database, models, grid);
  std::vector<CaseAction> actions;
  SQLite::Statement query(database, "SELECT * FROM journal ORDER BY number");
  while (query.executeStep()) {
    actions.push_back(actionFrom(query, models, grid));
    CaseAction& action = actions.back();
    if (action.number != static_cast<std::int64_t>(actions.size())) {
      damage(fmt::format("action {} is missing in the journal", actions.size()));
    }
    if (const auto object = objects.find(action.number); object != objects.end()) {
      action.object = std::move(object->second);
    }
  }
  return actions;
}

void writeBookmark(SQLite::Database& database, const CaseBookmark& bookmark) {
  SQLite::Statement add(database,
                        "INSERT INTO bookmark (axis, slice, label, note) VALUES (?, ?, ?, ?)");
  Binder(add)
      .text(axisName(bookmark.slice.axis))
      .number(bookmark.slice.slice)
      .number(bookmark.label)
      .text(bookmark.note)
      .run();
}

std::vector<CaseBookmark> readBookmarks(SQLite::Database& database, const Grid& grid) {
  std::vector<CaseBookmark> bookmarks;
  SQLite::Statement query(database, "SELECT axis, slice, label, note FROM bookmark ORDER BY id");
  while (query.executeStep()) {
    bookmarks.push_back(
        {sliceFrom(query.getColumn(0).getString(), query.getColumn(1).getInt64(), grid),
         static_cast<LabelId>(query.getColumn(2).getInt()), query.getColumn(3).getString()});
  }
  return bookmarks;
}

}  // namespace limn::store
