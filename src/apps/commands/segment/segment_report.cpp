// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "segment/segment_report.h"

#include "limn/batch/json_forms.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <variant>

namespace limn::apps {
using Json = nlohmann::ordered_json;
namespace {

Json voxelJson(const PixelPoint& pixel, const SliceLayout& layout, std::int64_t slice) {
  const VoxelPoint v = layout.toVoxel(pixel, slice);
  return {v.x, v.y, v.z};
}

/// Prompts in voxels of the file, as they were used.
Json describePrompts(const batch::PlacedPrompts& placed,
                     const std::vector<batch::PromptText>& texts, const Grid& grid) {
  const SliceLayout layout = sliceLayout(grid, placed.slice.axis);
  const std::int64_t slice = placed.slice.slice;
  Json list = Json::array();
  for (std::size_t i = 0; i < placed.prompts.size(); ++i) {
    const core::Prompt& prompt = placed.prompts[i];
    if (const auto* point = std::get_if<core::PointPrompt>(&prompt)) {
      list.push_back({{"kind", "point"},
                      {"voxel", voxelJson(point->at, layout, slice)},
                      {"include", point->include}});
    } else if (const auto* box = std::get_if<core::BoxPrompt>(&prompt)) {
      list.push_back(
          {{"kind", "box"},
           {"voxels", {voxelJson(box->min, layout, slice), voxelJson(box->max, layout, slice)}}});
    } else {
      list.push_back({{"kind", "mask"},
                      {"file", texts[i].text},
                      {"pixels", std::get<core::MaskPrompt>(prompt).mask.count()}});
    }
  }
  return list;
}

Json describePropagation(const std::vector<core::PropagatedSlice>& slices) {
  Json list = Json::array();
  for (const core::PropagatedSlice& next : slices) {
    list.push_back({{"slice", next.slice},
                    {"predicted_iou", next.answer.predictedIou},
                    {"voxels", next.answer.mask.count()}});
  }
  return list;
}

}  // namespace

CommandOutput describeSegmented(const SegmentRequest& request, const Volume& volume,
                                const Segmented& done, const core::ModelInfo& model,
                                const core::ExportReport& report) {
  const core::Candidate& chosen = done.answer.prediction.candidates[done.chosen];
  const LabelId label = request.rules.label;
  const auto voxels = std::ranges::count(done.mask.voxels, label);
  Json candidates = Json::array();
  for (const core::Candidate& candidate : done.answer.prediction.candidates) {
    candidates.push_back(
        {{"predicted_iou", candidate.predictedIou}, {"voxels", candidate.mask.count()}});
  }
  const std::string_view axis =
      std::string_view("xyz").substr(static_cast<std::size_t>(done.placed.slice.axis), 1);
  const SliceLayout layout = sliceLayout(volume.grid, done.placed.slice.axis);

  CommandOutput output;
  output.document = {{"file", report.file.string()},
                     {"certificate", report.certificate.string()},
                     {"image", request.image.path.string()},
                     {"label", label},
                     {"name", done.mask.labels.front().name},
                     {"voxels", voxels},
                     {"ml", batch::millilitres(volume.grid, voxels)},
                     {"slice",
                      {{"axis", axis},
                       {"index", done.placed.slice.slice},
                       {"plane", anatomicalName(layout.anatomical)}}},
                     {"predicted_iou", chosen.predictedIou},
                     {"candidate", done.chosen},
                     {"candidates", candidates},
                     {"prompts", describePrompts(done.placed, request.prompts, volume.grid)},
                     {"propagated", describePropagation(done.propagated)},
                     {"model", toJson(model)},
                     {"input_mapping", core::describe(done.mapping)},
                     {"encode_ms", done.answer.encodeMs},
                     {"click_ms", done.answer.clickMs},
                     {"notes", report.notes},
                     {"warnings", volume.warnings}};
  output.summary = fmt::format(
      "{}: {} voxels, {} on slice {} = {} ({}), predicted IoU {:.2f}; encoded in {:.0f} ms, "
      "click {:.0f} ms on {}\n",
      report.file.string(), voxels, batch::volumeText(volume.grid, voxels), axis,
      done.placed.slice.slice, anatomicalName(layout.anatomical), chosen.predictedIou,
      done.answer.encodeMs, done.answer.clickMs, model.device);
  if (!request.propagate.empty()) {
    output.summary += fmt::format("propagated to {} more slice(s)\n", done.propagated.size());
  }
  if (voxels == 0) output.summary += "The mask is EMPTY: the network found nothing there.\n";
  for (const auto* list : {&report.notes, &volume.warnings}) {
    for (const std::string& note : *list)
      output.summary += fmt::format("note: {}\n", note);
  }
  return output;
}

}  // namespace limn::apps
