// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "case_json.h"

#include "sqlite_errors.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace limn::store {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::array<std::string_view, 3> kAxes{"x", "y", "z"};
constexpr std::size_t kMostCandidates = 16;

Json vectorJson(const Vec3& v) {
  return {v.x, v.y, v.z};
}
Vec3 vectorFrom(const Json& json) {
  return {json.at(0).get<double>(), json.at(1).get<double>(), json.at(2).get<double>()};
}

Json pointJson(PixelPoint p) {
  return {p.x, p.y};
}
PixelPoint pointFrom(const Json& json) {
  return {json.at(0).get<double>(), json.at(1).get<double>()};
}

Json stepJson(const PromptStep& step) {
  Json json;
  if (const auto* point = std::get_if<PointPrompt>(&step.prompt)) {
    json = {{"point", pointJson(point->at)}, {"include", point->include}};
  } else if (const auto* box = std::get_if<BoxPrompt>(&step.prompt)) {
    json = {{"box", {box->min.x, box->min.y, box->max.x, box->max.y}}};
  } else {
    const Mask& mask = std::get<MaskPrompt>(step.prompt).mask;
    json = {{"mask",
             {{"width", mask.width()}, {"height", mask.height()}, {"runs", encodeRle(mask).runs}}}};
  }
  if (step.chosen) json["chosen"] = *step.chosen;
  return json;
}

MaskPrompt maskFrom(const Json& json, const SliceLayout& layout) {
  const MaskRle rle{json.at("width").get<std::int64_t>(), json.at("height").get<std::int64_t>(),
                    json.at("runs").get<std::vector<std::uint32_t>>()};
  if (rle.width != layout.width || rle.height != layout.height) {
    damage(fmt::format("a mask prompt has {}x{} pixels, its slice {}x{}", rle.width, rle.height,
                       layout.width, layout.height));
  }
  Mask mask = decodeRle(rle);
  if (mask.isEmpty()) damage("the runs of a mask prompt do not add up to its size");
  return {std::move(mask)};
}

PromptStep stepFrom(const Json& json, const SliceLayout& layout) {
  PromptStep step;
  if (const auto point = json.find("point"); point != json.end()) {
    step.prompt = PointPrompt{pointFrom(*point), json.at("include").get<bool>()};
  } else if (const auto box = json.find("box"); box != json.end()) {
    step.prompt = BoxPrompt{{box->at(0).get<double>(), box->at(1).get<double>()},
                            {box->at(2).get<double>(), box->at(3).get<double>()}};
  } else {
    step.prompt = maskFrom(json.at("mask"), layout);
  }
  if (const auto chosen = json.find("chosen"); chosen != json.end()) {
    step.chosen = chosen->get<std::size_t>();
    if (*step.chosen >= kMostCandidates) damage("a prompt names a candidate that no network gives");
  }
  return step;
}

}  // namespace

std::string_view axisName(Axis axis) {
  return kAxes[static_cast<std::size_t>(axis)];
}

SliceRef sliceFrom(std::string_view axis, std::int64_t slice, const Grid& grid) {
  for (std::size_t i = 0; i < kAxes.size(); ++i) {
    if (kAxes[i] != axis) continue;
    if (slice < 0 || slice >= grid.size[static_cast<int>(i)]) break;
    return {static_cast<Axis>(i), slice};
  }
  damage(fmt::format("there is no slice {} along axis '{}'", slice, axis));
}

std::string toJson(const Grid& grid) {
  return Json{
      {"size", {grid.size.x, grid.size.y, grid.size.z}},
      {"spacing_mm", vectorJson(grid.spacing)},
      {"origin_lps_mm", vectorJson({grid.origin.x, grid.origin.y, grid.origin.z})},
      {"axes_lps", {vectorJson(grid.axes[0]), vectorJson(grid.axes[1]), vectorJson(grid.axes[2])}},
      {"calibration", calibrationName(grid.calibration)}}
      .dump();
}

Grid gridFromJson(std::string_view text) {
  const Json json = Json::parse(text);
  Grid grid;
  const Json& size = json.at("size");
  grid.size = {size.at(0).get<std::int64_t>(), size.at(1).get<std::int64_t>(),
               size.at(2).get<std::int64_t>()};
  grid.spacing = vectorFrom(json.at("spacing_mm"));
  const Vec3 origin = vectorFrom(json.at("origin_lps_mm"));
  grid.origin = {origin.x, origin.y, origin.z};
  for (std::size_t i = 0; i < 3; ++i)
    grid.axes[i] = vectorFrom(json.at("axes_lps").at(i));
  if (const auto name = json.find("calibration"); name != json.end()) {
    const auto calibration = calibrationFromName(name->get<std::string>());
    if (!calibration) damage(fmt::format("'{}' is not a calibration", name->get<std::string>()));
    grid.calibration = *calibration;
  }
  orDamage(grid.check());
  return grid;
}

std::string toJson(const std::vector<LabelInfo>& labels) {
  Json list = Json::array();
  for (const LabelInfo& label : labels) {
    list.push_back({{"id", label.id},
                    {"name", label.name},
                    {"color", {label.color.r, label.color.g, label.color.b}},
                    {"visible", label.visible},
                    {"locked", label.locked}});
  }
  return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<LabelInfo> labelsFromJson(std::string_view text) {
  std::vector<LabelInfo> labels;
  for (const Json& json : Json::parse(text)) {
    const Json& color = json.at("color");
    labels.push_back({json.at("id").get<LabelId>(), json.at("name").get<std::string>(),
                      Rgb{color.at(0).get<std::uint8_t>(), color.at(1).get<std::uint8_t>(),
                          color.at(2).get<std::uint8_t>()},
                      json.at("visible").get<bool>(), json.at("locked").get<bool>()});
    if (labels.back().id == 0) damage("a label has the number 0, which is the background");
  }
  return labels;
}

std::string toJson(const InputMapping& mapping) {
  const bool isWindow = mapping.kind == InputMapping::Kind::Window;
  return Json{
      {"kind", isWindow ? "window" : "volume"}, {"low", mapping.low}, {"high", mapping.high}}
      .dump();
}

InputMapping mappingFromJson(std::string_view text) {
  const Json json = Json::parse(text);
  return {
      json.at("kind") == "window" ? InputMapping::Kind::Window : InputMapping::Kind::VolumeRange,
      json.at("low").get<double>(), json.at("high").get<double>()};
}

std::string toJson(const PromptState& prompts) {
  Json json;
  if (prompts.slice) {
    json["axis"] = axisName(prompts.slice->axis);
    json["slice"] = prompts.slice->slice;
  }
  if (prompts.continues != 0) json["continues"] = prompts.continues;
  if (prompts.besideOthers) json["beside_others"] = true;
  json["steps"] = Json::array();
  for (const PromptStep& step : prompts.steps)
    json["steps"].push_back(stepJson(step));
  return json.dump();
}

PromptState promptsFromJson(std::string_view text, const Grid& grid) {
  const Json json = Json::parse(text);
  PromptState prompts;
  if (!json.contains("axis")) return prompts;
  prompts.slice =
      sliceFrom(json.at("axis").get<std::string>(), json.at("slice").get<std::int64_t>(), grid);
  prompts.continues = json.value("continues", std::int64_t{0});
  prompts.besideOthers = json.value("beside_others", false);
  const SliceLayout layout = sliceLayout(grid, prompts.slice->axis);
  for (const Json& step : json.at("steps"))
    prompts.steps.push_back(stepFrom(step, layout));
  return prompts;
}

std::string toJson(const HandEdit& edit) {
  Json json{
      {"operation", handEditName(edit.operation)}, {"label", edit.label}, {"name", edit.labelName}};
  if (edit.slice) {
    json["axis"] = axisName(edit.slice->axis);
    json["slice"] = edit.slice->slice;
    json["other_slice"] = edit.otherSlice;
  }
  json["amount"] = edit.amount;
  if (edit.inVoxels) json["in_voxels"] = true;
  if (edit.other != 0) {
    json["other"] = edit.other;
    json["other_name"] = edit.otherName;
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

HandEdit handEditFromJson(std::string_view text, const Grid& grid) {
  const Json json = Json::parse(text);
  const auto name = json.at("operation").get<std::string>();
  const auto operation = handEditOperation(name);
  if (!operation) damage(fmt::format("'{}' is not an operation on a mask", name));
  HandEdit edit{.operation = *operation,
                .label = json.at("label").get<LabelId>(),
                .labelName = json.at("name").get<std::string>(),
                .amount = json.at("amount").get<double>(),
                .inVoxels = json.value("in_voxels", false),
                .other = json.value("other", LabelId{0}),
                .otherName = json.value("other_name", std::string())};
  if (!json.contains("axis")) return edit;
  const auto axis = json.at("axis").get<std::string>();
  edit.slice = sliceFrom(axis, json.at("slice").get<std::int64_t>(), grid);
  edit.otherSlice = sliceFrom(axis, json.at("other_slice").get<std::int64_t>(), grid).slice;
  return edit;
}

std::string toJson(const std::vector<std::string>& list) {
  return Json(list).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> listFromJson(std::string_view text) {
  return Json::parse(text).get<std::vector<std::string>>();
}

}  // namespace limn::store
