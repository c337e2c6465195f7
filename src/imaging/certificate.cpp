// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "certificate.h"

#include "sha256.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace limn::imaging {
namespace {

using Json = nlohmann::ordered_json;

Json vectorJson(Vec3 v) {
  return {v.x, v.y, v.z};
}

Json gridJson(const Grid& grid) {
  Json json{{"size", {grid.size.x, grid.size.y, grid.size.z}},
            {"calibration", calibrationName(grid.calibration)}};
  if (hasMillimetres(grid.calibration)) json["spacing_mm"] = vectorJson(grid.spacing);
  if (hasMillimetres(grid.calibration) && !hasVolume(grid.calibration))
    json["spacing_mm"][2] = nullptr;
  if (!hasDirections(grid.calibration)) return json;
  json["origin_lps_mm"] = vectorJson({grid.origin.x, grid.origin.y, grid.origin.z});
  json["axes_lps"] = {vectorJson(grid.axes[0]), vectorJson(grid.axes[1]), vectorJson(grid.axes[2])};
  return json;
}

Json labelsJson(const Segmentation& segmentation) {
  std::vector<std::int64_t> counts(65536);
  for (const LabelId id : segmentation.voxels)
    ++counts[id];
  Json labels = Json::array();
  for (std::size_t id = 1; id < counts.size(); ++id) {
    if (counts[id] == 0) continue;
    Json label{{"value", id}};
    for (const LabelInfo& info : segmentation.labels) {
      if (info.id == id) label["name"] = info.name;
    }
    label["voxels"] = counts[id];
    if (hasVolume(segmentation.grid.calibration))
      label["volume_mm3"] = static_cast<double>(counts[id]) * segmentation.grid.voxelVolumeMm3();
    labels.push_back(std::move(label));
  }
  return labels;
}

}  // namespace

std::string certificateText(const Segmentation& segmentation, const CertificateFacts& facts) {
  Json json{{"program", "Limn"},
            {"file", facts.file.filename().string()},
            {"bytes", facts.bytes.size()},
            {"sha256", hex(sha256(facts.bytes))},
            {"grid", gridJson(segmentation.grid)},
            {"forms_copied_from_source", facts.formsCopied},
            {"labels", labelsJson(segmentation)}};
  Json check{{"second_reader", facts.verification.reader},
             {"different_voxels", facts.verification.differentVoxels}};
  check["grid_distance_mm"] =
      facts.verification.gridDistanceMm ? Json(*facts.verification.gridDistanceMm) : Json(nullptr);
  json["verification"] = std::move(check);
  json["notes"] = facts.notes;
  if (const auto remark = calibrationRemark(segmentation.grid.calibration); !remark.empty())
    json["notes"].push_back(remark);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace limn::imaging
