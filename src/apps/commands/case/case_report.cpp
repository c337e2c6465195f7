// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "case/case_report.h"

#include "label_count.h"
#include "limn/batch/json_forms.h"
#include "limn/core/model_input.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

namespace limn::apps {

using batch::toJson;
namespace {

using Json = nlohmann::ordered_json;

std::string_view axisLetter(Axis axis) {
  return std::string_view("xyz").substr(static_cast<std::size_t>(axis), 1);
}

Json sliceJson(SliceRef slice) {
  return {{"axis", axisLetter(slice.axis)}, {"index", slice.slice}};
}

Json promptJson(const PromptStep& step) {
  Json json;
  if (const auto* point = std::get_if<PointPrompt>(&step.prompt)) {
    json = {{"kind", "point"}, {"at", {point->at.x, point->at.y}}, {"include", point->include}};
  } else if (const auto* box = std::get_if<BoxPrompt>(&step.prompt)) {
    json = {{"kind", "box"}, {"corners", {box->min.x, box->min.y, box->max.x, box->max.y}}};
  } else {
    json = {{"kind", "mask"}, {"pixels", std::get<MaskPrompt>(step.prompt).mask.count()}};
  }
  if (step.chosen) json["chosen"] = *step.chosen;
  return json;
}

Json promptsJson(const std::vector<PromptStep>& steps) {
  Json list = Json::array();
  for (const PromptStep& step : steps)
    list.push_back(promptJson(step));
  return list;
}

Json objectJson(const CaseObject& object) {
  Json json{{"label", object.label},
            {"slice", sliceJson(object.slice)},
            {"entry", object.entry == CaseObject::Entry::Added ? "added" : "replaced"},
            {"prompts", promptsJson(object.steps)},
            {"candidate", object.chosen},
            {"predicted_iou", object.predictedIou},
            {"pixels", object.mask.count()},
            {"model", toJson(object.model)},
            {"threads", object.model.threads},
            {"input_mapping", core::describe(object.mapping)}};
  if (object.continues != 0) json["continues"] = object.continues;
  return json;
}

std::int64_t voxelsChanged(const CaseAction& action) {
  std::int64_t voxels = 0;
  for (const LabelRun& run : action.runs)
    voxels += run.length;
  return voxels;
}

Json labelsJson(const Segmentation& state, const LabelCounts& counts) {
  Json list = Json::array();
  for (const LabelInfo& label : state.labels) {
    const auto found = counts.find(label.id);
    const std::int64_t voxels = found == counts.end() ? 0 : found->second;
    list.push_back({{"label", label.id},
                    {"name", label.name},
                    {"locked", label.locked},
                    {"voxels", voxels},
                    {"ml", batch::millilitres(state.grid, voxels)}});
  }
  return list;
}

Json bookmarksJson(const CaseData& data) {
  Json list = Json::array();
  for (const CaseBookmark& bookmark : data.bookmarks) {
    list.push_back(
        {{"slice", sliceJson(bookmark.slice)}, {"label", bookmark.label}, {"note", bookmark.note}});
  }
  return list;
}

Json editJson(const HandEdit& edit) {
  Json json{{"operation", handEditName(edit.operation)}, {"label", edit.label}};
  if (edit.slice) json["slice"] = sliceJson(*edit.slice);
  if (edit.amount > 0) json["amount"] = edit.amount;
  if (edit.other != 0) json["other"] = edit.other;
  return json;
}

}  // namespace

Json toJson(const CaseAction& action) {
  Json json{{"number", action.number},
            {"utc", action.utc},
            {"reader", action.reader},
            {"kind", caseActionName(action.kind)},
            {"what", action.what}};
  if (action.target) {
    json["target"] = *action.target == CaseAction::Target::Prompts ? "prompts" : "document";
  }
  if (action.prompts) {
    json["prompts"] = promptsJson(action.prompts->steps);
    if (action.prompts->slice) json["slice"] = sliceJson(*action.prompts->slice);
  }
  if (action.edit) json["edit"] = editJson(*action.edit);
  if (!action.runs.empty()) json["voxels_changed"] = voxelsChanged(action);
  if (action.mapping) json["input_mapping"] = core::describe(*action.mapping);
  if (action.object) json["object"] = objectJson(*action.object);
  return json;
}

std::string journalLine(const CaseAction& action) {
  std::string line =
      fmt::format("{:>6}  {}  {:<12}  {}", action.number, action.utc, action.reader, action.what);
  if (action.prompts && action.prompts->slice) {
    line += fmt::format("  [{} {}]", axisLetter(action.prompts->slice->axis),
                        action.prompts->slice->slice);
  }
  if (const std::int64_t voxels = voxelsChanged(action); voxels > 0) {
    line += fmt::format("  {} voxels", voxels);
  }
  if (action.object) {
    line += fmt::format(", {} prompt(s), predicted IoU {:.2f}", action.object->steps.size(),
                        action.object->predictedIou);
  }
  return line + "\n";
}

Result<CaseReport> describeCase(const std::filesystem::path& file, const CaseData& data,
                                std::size_t count) {
  auto state = segmentationAt(data, count);
  if (!state) return passOn(state, file.string());
  const LabelCounts counts = countLabels(*state);
  const auto end = data.actions.begin() + static_cast<std::ptrdiff_t>(count);
  std::set<std::string> models;
  std::int64_t objects = 0;
  for (auto action = data.actions.begin(); action != end; ++action) {
    if (!action->object) continue;
    ++objects;
    models.insert(action->object->model.name);
  }
  const SourceRef& source = data.source.source;
  CaseReport report;
  report.document = {{"file", file.string()},
                     {"source",
                      {{"path", source.path.string()},
                       {"format", source.format},
                       {"modality", source.modality},
                       {"series_uid", source.seriesInstanceUid},
                       {"pixel_sha256", data.source.pixelHash},
                       {"grid", toJson(data.source.grid)}}},
                     {"actions", data.actions.size()},
                     {"shown", count},
                     {"accepted", objects},
                     {"models", models},
                     {"labels", labelsJson(*state, counts)},
                     {"bookmarks", bookmarksJson(data)}};
  const Size3& size = data.source.grid.size;
  report.text =
      fmt::format("{}\n  about      {} ({} x {} x {})\n  pixels     sha256 {}\n", file.string(),
                  source.path.string(), size.x, size.y, size.z, data.source.pixelHash);
  report.text += fmt::format(
      "  actions    {}{}, {} mask(s) accepted\n", data.actions.size(),
      count < data.actions.size() ? fmt::format(", shown after {}", count) : std::string(),
      objects);
  if (count > 0) {
    const CaseAction& last = data.actions[count - 1];
    report.text += fmt::format("  last       {} by {}: {}\n", last.utc, last.reader, last.what);
  }
  for (const auto& label : report.document["labels"]) {
    const auto voxels = label["voxels"].get<std::int64_t>();
    report.text += fmt::format("  label {:<4} {}{}: {} voxels, {}\n", label["label"].get<int>(),
                               label["name"].get<std::string>(),
                               label["locked"].get<bool>() ? " (locked)" : "", voxels,
                               batch::volumeText(data.source.grid, voxels));
  }
  for (const CaseBookmark& bookmark : data.bookmarks) {
    report.text += fmt::format("  look at    {} {}: {}\n", axisLetter(bookmark.slice.axis),
                               bookmark.slice.slice, bookmark.note);
  }
  return report;
}

}  // namespace limn::apps
