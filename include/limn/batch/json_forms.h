// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/result.h"
#include "limn/core/mask_predictor.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace limn::batch {

/// {"code", "message"}.
[[nodiscard]] nlohmann::ordered_json toJson(const Error& error);
/// {"size", "calibration", "spacing_mm", "origin_lps_mm", "axis_codes", "directions_lps"}, without
/// what the calibration does not give. A depth that is not known is null in "spacing_mm".
[[nodiscard]] nlohmann::ordered_json toJson(const Grid& grid);
/// Millilitres of so many voxels; null where the volume of a voxel is not known.
[[nodiscard]] nlohmann::ordered_json millilitres(const Grid& grid, std::int64_t voxels);
/// The same for people: "12.34 ml", or "no ml (not calibrated)".
[[nodiscard]] std::string volumeText(const Grid& grid, std::int64_t voxels, int decimals = 2);
/// {"name", "family", "weights_sha256", "adapters", "input", "parameters", "device"}.
[[nodiscard]] nlohmann::ordered_json toJson(const core::ModelInfo& model);

}  // namespace limn::batch
