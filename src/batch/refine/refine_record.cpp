// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/refine_record.h"

#include "limn/batch/json_forms.h"
#include "report/csv_field.h"

#include <fmt/core.h>

#include <array>

namespace limn::batch {
using Json = nlohmann::ordered_json;
namespace {

constexpr int kRecordVersion = 1;

Json number(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

std::string text(const std::optional<double>& value) {
  return value ? fmt::format("{:.6f}", *value) : std::string();
}

Json rowJson(const RefineRow& row) {
  return {{"label", row.label},
          {"name", row.name},
          {"slice", row.slice},
          {"outcome", row.outcome},
          {"stop", row.stop},
          {"clicks", row.clicks},
          {"predicted_iou", row.predictedIou},
          {"agreement", row.agreement},
          {"pixels_before", row.pixelsBefore},
          {"pixels_after", row.pixelsAfter},
          {"pixels_changed", row.pixelsChanged},
          {"dice_before", number(row.diceBefore)},
          {"dice_after", number(row.diceAfter)},
          {"volume_change_ml", number(row.volumeChangeMl)},
          {"doubtful", row.isDoubtful}};
}

std::optional<double> numberFrom(const Json& value) {
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

RefineRow rowFrom(const Json& json) {
  RefineRow row;
  json.at("label").get_to(row.label);
  json.at("name").get_to(row.name);
  json.at("slice").get_to(row.slice);
  json.at("outcome").get_to(row.outcome);
  json.at("stop").get_to(row.stop);
  json.at("clicks").get_to(row.clicks);
  json.at("predicted_iou").get_to(row.predictedIou);
  json.at("agreement").get_to(row.agreement);
  json.at("pixels_before").get_to(row.pixelsBefore);
  json.at("pixels_after").get_to(row.pixelsAfter);
  json.at("pixels_changed").get_to(row.pixelsChanged);
  row.diceBefore = numberFrom(json.at("dice_before"));
  row.diceAfter = numberFrom(json.at("dice_after"));
  row.volumeChangeMl = numberFrom(json.at("volume_change_ml"));
  json.at("doubtful").get_to(row.isDoubtful);
  return row;
}

/// The fields that are plain text, by their names in the file.
template <class Record>
auto textFields(Record& record) {
  return std::array{std::pair{"id", &record.id},
                    std::pair{"key", &record.key},
                    std::pair{"image", &record.image},
                    std::pair{"draft", &record.draft},
                    std::pair{"reference", &record.reference},
                    std::pair{"mask", &record.mask},
                    std::pair{"modality", &record.modality},
                    std::pair{"target", &record.target},
                    std::pair{"defect", &record.defect},
                    std::pair{"axis", &record.axis}};
}

}  // namespace

bool CaseRecord::operator==(const CaseRecord& other) const {
  return toJson(*this) == toJson(other);
}

Json toJson(const CaseRecord& record) {
  Json json{{"version", kRecordVersion},
            {"index", record.index},
            {"total", record.total},
            {"seed", record.seed}};
  for (const auto& [name, value] : textFields(record))
    json[name] = *value;
  json["notes"] = record.notes;
  if (record.error) json["error"] = toJson(*record.error);
  Json rows = Json::array();
  for (const RefineRow& row : record.rows)
    rows.push_back(rowJson(row));
  json["rows"] = std::move(rows);
  return json;
}

std::optional<CaseRecord> caseRecordFrom(const Json& document) {
  CaseRecord record;
  try {
    if (document.at("version").get<int>() != kRecordVersion) return std::nullopt;
    document.at("index").get_to(record.index);
    document.at("total").get_to(record.total);
    document.at("seed").get_to(record.seed);
    for (const auto& [name, value] : textFields(record))
      document.at(name).get_to(*value);
    document.at("notes").get_to(record.notes);
    if (document.contains("error")) {
      record.error =
          Error{ErrorCode::CheckFailed, document.at("error").at("message").get<std::string>(), {}};
    }
    for (const Json& row : document.at("rows"))
      record.rows.push_back(rowFrom(row));
  } catch (const Json::exception&) {  // a field is missing or of another type
    return std::nullopt;
  }
  return record;
}

std::string refineCsvHeading() {
  return "case,modality,target,defect,label,name,axis,slice,outcome,stop,clicks,dice_before,"
         "dice_after,predicted_iou,agreement,pixels_before,pixels_after,pixels_changed,"
         "volume_change_ml,doubtful\n";
}

std::string refineCsvRows(const CaseRecord& record) {
  std::string lines;
  for (const RefineRow& row : record.rows) {
    lines +=
        fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{:.6f},{:.6f},{},{},{},{},{}\n",
                    csvField(record.id), csvField(record.modality), csvField(record.target),
                    record.defect, row.label, csvField(row.name), record.axis, row.slice,
                    row.outcome, row.stop, row.clicks, text(row.diceBefore), text(row.diceAfter),
                    row.predictedIou, row.agreement, row.pixelsBefore, row.pixelsAfter,
                    row.pixelsChanged, text(row.volumeChangeMl), row.isDoubtful ? 1 : 0);
  }
  return lines;
}

std::string refineJsonLines(const CaseRecord& record) {
  std::string lines;
  for (const RefineRow& row : record.rows) {
    Json json{{"case", record.id},
              {"modality", record.modality},
              {"target", record.target},
              {"defect", record.defect},
              {"axis", record.axis}};
    json.update(rowJson(row));
    lines += json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  return lines;
}

}  // namespace limn::batch
