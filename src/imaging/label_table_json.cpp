// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_table_forms.h"
#include "limn/base/number_text.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace limn::imaging {
namespace {

using Json = nlohmann::ordered_json;

/// The attributes of dcmqi that hold a code each.
const std::pair<const char*, Code LabelCodes::*> kCodes[]{
    {"SegmentedPropertyCategoryCodeSequence", &LabelCodes::category},
    {"SegmentedPropertyTypeCodeSequence", &LabelCodes::type},
    {"SegmentedPropertyTypeModifierCodeSequence", &LabelCodes::typeModifier},
    {"AnatomicRegionSequence", &LabelCodes::region},
    {"AnatomicRegionModifierSequence", &LabelCodes::regionModifier}};

Code codeFrom(const Json& json) {
  return {json.at("CodeValue").get<std::string>(),
          json.at("CodingSchemeDesignator").get<std::string>(),
          json.at("CodeMeaning").get<std::string>()};
}

/// A whole number; -1, which no label has, for anything else.
std::int64_t valueFrom(const Json& json) {
  return json.is_number_integer() ? json.get<std::int64_t>() : -1;
}

Result<void> addSegment(const Json& segment, LabelTable& table) {
  const auto text = [&](const char* key) {
    return segment.contains(key) ? segment.at(key).get<std::string>() : std::string();
  };
  std::string name = text("SegmentLabel");
  if (name.empty()) name = text("SegmentDescription");
  auto label = addLabel(table, valueFrom(segment.at("labelID")), std::move(name));
  if (!label) return passOn(label);
  if (segment.contains("recommendedDisplayRGBValue")) {
    std::vector<std::int64_t> rgb;
    for (const Json& channel : segment.at("recommendedDisplayRGBValue"))
      rgb.push_back(valueFrom(channel));
    const bool isColour = rgb.size() == 3 && std::ranges::all_of(rgb, [](std::int64_t v) {
                            return v >= 0 && v <= 255;
                          });
    if (!isColour) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("the recommendedDisplayRGBValue of label {} is not three numbers "
                              "from 0 to 255",
                              (*label)->id));
    }
    (*label)->color = {static_cast<std::uint8_t>(rgb[0]), static_cast<std::uint8_t>(rgb[1]),
                       static_cast<std::uint8_t>(rgb[2])};
  }
  LabelCodes codes;
  for (const auto& [key, member] : kCodes) {
    if (segment.contains(key)) codes.*member = codeFrom(segment.at(key));
  }
  if (!(codes == LabelCodes{})) table.codes[(*label)->id] = codes;
  return {};
}

Result<LabelTable> parseSegments(const Json& json) {
  LabelTable table;
  for (const Json& group : json.at("segmentAttributes")) {
    const Json list = group.is_array() ? group : Json::array({group});
    for (const Json& segment : list) {
      if (auto added = addSegment(segment, table); !added) return passOn(added);
    }
  }
  return table;
}

/// {"liver": 1}, or {"1": "liver"} in version 1.
Result<LabelTable> parseNnUnet(const Json& json) {
  LabelTable table;
  for (const auto& [key, entry] : json.at("labels").items()) {
    if (entry.is_array()) {
      return fail(
          ErrorCode::Unsupported,
          fmt::format("'{}' is a region of several labels; name the labels themselves", key));
    }
    const bool isOld = entry.is_string();
    const auto value = isOld ? parseNumber<std::int64_t>(key) : std::optional(valueFrom(entry));
    if (!value) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("'{}' of its labels is not a whole number", key));
    }
    if (*value == 0) continue;
    auto label = addLabel(table, *value, isOld ? entry.get<std::string>() : key);
    if (!label) return passOn(label);
  }
  return table;
}

}  // namespace

Result<LabelTable> parseJsonLabels(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    if (json.contains("segmentAttributes")) return parseSegments(json);
    if (json.contains("labels") && json.at("labels").is_object()) return parseNnUnet(json);
    return fail(ErrorCode::Unreadable,
                "it has neither segmentAttributes (dcmqi) nor labels (nnU-Net)");
  } catch (const nlohmann::json::exception& e) {
    return fail(ErrorCode::Unreadable, fmt::format("it is not a table of labels: {}", e.what()));
  }
}

std::string dcmqiLabels(const LabelTable& table) {
  Json segments = Json::array();
  for (const LabelInfo& label : table.labels) {
    Json segment{{"labelID", label.id},
                 {"SegmentLabel", label.name},
                 {"SegmentDescription", label.name},
                 {"SegmentAlgorithmType", "SEMIAUTOMATIC"},
                 {"SegmentAlgorithmName", "Limn"},
                 {"recommendedDisplayRGBValue", {label.color.r, label.color.g, label.color.b}}};
    if (const auto codes = table.codes.find(label.id); codes != table.codes.end()) {
      for (const auto& [key, member] : kCodes) {
        const Code& code = codes->second.*member;
        if (code.value.empty()) continue;
        segment[key] = {{"CodeValue", code.value},
                        {"CodingSchemeDesignator", code.scheme},
                        {"CodeMeaning", code.meaning}};
      }
    }
    segments.push_back(std::move(segment));
  }
  const Json json{{"@schema",
                   "https://raw.githubusercontent.com/qiicr/dcmqi/master/doc/schemas/"
                   "seg-schema.json#"},
                  {"ContentCreatorName", "Limn"},
                  {"SeriesDescription", "Segmentation"},
                  {"segmentAttributes", Json::array({segments})}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string nnUnetLabels(const LabelTable& table) {
  Json labels{{"background", 0}};
  for (const LabelInfo& label : table.labels) {
    std::string key = label.name;
    if (key.empty() || labels.contains(key)) key += fmt::format(" {}", label.id);
    labels[key] = label.id;
  }
  const Json json{{"channel_names", {{"0", "image"}}},
                  {"labels", labels},
                  {"numTraining", 0},
                  {"file_ending", ".nii.gz"}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace limn::imaging
