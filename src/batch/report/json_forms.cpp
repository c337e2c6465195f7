// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/json_forms.h"

#include <fmt/core.h>

namespace limn::batch {
namespace {

nlohmann::ordered_json triple(const Vec3& v) {
  return {v.x + 0.0, v.y + 0.0, v.z + 0.0};  // + 0.0 turns -0 into 0
}

}  // namespace

nlohmann::ordered_json toJson(const Error& error) {
  return {{"code", errorCodeName(error.code)}, {"message", error.message()}};
}

nlohmann::ordered_json toJson(const Grid& grid) {
  nlohmann::ordered_json json{{"size", {grid.size.x, grid.size.y, grid.size.z}},
                              {"calibration", calibrationName(grid.calibration)}};
  if (hasMillimetres(grid.calibration)) json["spacing_mm"] = triple(grid.spacing);
  if (hasMillimetres(grid.calibration) && !hasVolume(grid.calibration))
    json["spacing_mm"][2] = nullptr;
  if (!hasDirections(grid.calibration)) return json;
  json["origin_lps_mm"] = {grid.origin.x, grid.origin.y, grid.origin.z};
  json["axis_codes"] = grid.axisCodes();
  json["directions_lps"] = {triple(grid.axes[0]), triple(grid.axes[1]), triple(grid.axes[2])};
  return json;
}

nlohmann::ordered_json millilitres(const Grid& grid, std::int64_t voxels) {
  if (!hasVolume(grid.calibration)) return nullptr;
  return static_cast<double>(voxels) * grid.voxelVolumeMm3() / 1000;
}

std::string volumeText(const Grid& grid, std::int64_t voxels, int decimals) {
  const auto ml = millilitres(grid, voxels);
  if (ml.is_null()) return fmt::format("no ml ({})", calibrationRemark(grid.calibration));
  return fmt::format("{:.{}f} ml", ml.get<double>(), decimals);
}

nlohmann::ordered_json toJson(const core::ModelInfo& model) {
  nlohmann::ordered_json json{{"name", model.name},
                              {"family", model.family},
                              {"weights_sha256", model.weightsHash},
                              {"adapters", model.adapters},
                              {"input", model.inputSide},
                              {"parameters", model.parameters},
                              {"device", model.device}};
  if (!model.focusHash.empty()) json["focus_sha256"] = model.focusHash;
  return json;
}

}  // namespace limn::batch
