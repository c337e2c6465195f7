// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "certificate.h"

#include "sha256.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <map>

namespace limn::imaging {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kMostVoxels = std::int64_t{1} << 31;

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

Json labelsJson(const Masks& masks) {
  const Grid& grid = masks.layers.front().grid;
  std::map<LabelId, std::int64_t> counts = labelCounts(masks);
  std::map<LabelId, std::string> names;
  for (const Segmentation& layer : masks.layers) {
    for (const LabelInfo& info : layer.labels)
      names[info.id] = info.name;
  }
  Json labels = Json::array();
  for (const auto& [id, count] : counts) {
    Json label{{"value", id}};
    if (const auto name = names.find(id); name != names.end()) label["name"] = name->second;
    label["voxels"] = count;
    if (hasVolume(grid.calibration))
      label["volume_mm3"] = static_cast<double>(count) * grid.voxelVolumeMm3();
    labels.push_back(std::move(label));
  }
  return labels;
}

/// Throws for a number with a fraction, which cannot be a count.
std::int64_t wholeFrom(const Json& json) {
  if (json.is_number_integer()) return json.get<std::int64_t>();
  throw Json::type_error::create(302, "expected a whole number", &json);
}

Vec3 vectorFrom(const Json& json) {
  return {json.at(0).get<double>(), json.at(1).get<double>(), json.at(2).get<double>()};
}

Grid gridFrom(const Json& json) {
  Grid grid;
  const Json& size = json.at("size");
  grid.size = {wholeFrom(size.at(0)), wholeFrom(size.at(1)), wholeFrom(size.at(2))};
  grid.calibration =
      calibrationFromName(json.at("calibration").get<std::string>()).value_or(Calibration::None);
  if (hasVolume(grid.calibration)) grid.spacing = vectorFrom(json.at("spacing_mm"));
  if (!hasDirections(grid.calibration)) return grid;
  const Vec3 origin = vectorFrom(json.at("origin_lps_mm"));
  grid.origin = {origin.x, origin.y, origin.z};
  for (std::size_t i = 0; i < 3; ++i)
    grid.axes[i] = vectorFrom(json.at("axes_lps").at(i));
  return grid;
}

}  // namespace

std::string certificateText(const Masks& masks, const CertificateFacts& facts) {
  const Grid& grid = masks.layers.front().grid;
  Json json{{"program", "Limn"},
            {"file", facts.file.filename().string()},
            {"bytes", facts.bytes.size()},
            {"sha256", hex(sha256(facts.bytes))},
            {"grid", gridJson(grid)},
            {"forms_copied_from_source", facts.formsCopied},
            {"layers", masks.layers.size()},
            {"labels", labelsJson(masks)}};
  Json check{{"second_reader", facts.verification.reader},
             {"different_voxels", facts.verification.differentVoxels}};
  check["grid_distance_mm"] =
      facts.verification.gridDistanceMm ? Json(*facts.verification.gridDistanceMm) : Json(nullptr);
  json["verification"] = std::move(check);
  json["notes"] = facts.notes;
  if (const auto remark = calibrationRemark(grid.calibration); !remark.empty())
    json["notes"].push_back(remark);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Certificate> parseCertificate(std::string_view text) {
  Certificate certificate;
  try {
    const Json json = Json::parse(text);
    certificate.bytes = static_cast<std::uint64_t>(wholeFrom(json.at("bytes")));
    certificate.sha256 = json.at("sha256").get<std::string>();
    certificate.grid = gridFrom(json.at("grid"));
    certificate.formsCopied = json.at("forms_copied_from_source").get<bool>();
    certificate.gridWasCompared = !json.at("verification").at("grid_distance_mm").is_null();
    for (const Json& label : json.at("labels"))
      certificate.voxels[static_cast<LabelId>(wholeFrom(label.at("value")))] =
          wholeFrom(label.at("voxels"));
  } catch (const nlohmann::json::exception& e) {
    return fail(ErrorCode::Unreadable,
                fmt::format("it is not a certificate that Limn wrote: {}", e.what()));
  }
  if (auto ok = certificate.grid.check(); !ok) return passOn(ok);
  if (certificate.grid.size.voxels() > kMostVoxels)
    return fail(ErrorCode::Unreadable, "it states a grid that no exported mask has");
  return certificate;
}

}  // namespace limn::imaging
