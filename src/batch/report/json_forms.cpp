// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/json_forms.h"

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
  return {{"size", {grid.size.x, grid.size.y, grid.size.z}},
          {"spacing_mm", triple(grid.spacing)},
          {"origin_lps_mm", {grid.origin.x, grid.origin.y, grid.origin.z}},
          {"axis_codes", grid.axisCodes()},
          {"directions_lps", {triple(grid.axes[0]), triple(grid.axes[1]), triple(grid.axes[2])}}};
}

nlohmann::ordered_json toJson(const core::ModelInfo& model) {
  return {{"name", model.name},
          {"family", model.family},
          {"weights_sha256", model.weightsHash},
          {"adapters", model.adapters},
          {"input", model.inputSide},
          {"parameters", model.parameters},
          {"device", model.device}};
}

}  // namespace limn::batch
