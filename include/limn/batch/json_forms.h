// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/result.h"
#include "limn/core/mask_predictor.h"

#include <nlohmann/json.hpp>

namespace limn::batch {

/// {"code", "message"}.
[[nodiscard]] nlohmann::ordered_json toJson(const Error& error);
/// {"size", "spacing_mm", "origin_lps_mm", "axis_codes", "directions_lps"}.
[[nodiscard]] nlohmann::ordered_json toJson(const Grid& grid);
/// {"name", "family", "weights_sha256", "adapters", "input", "parameters", "device"}.
[[nodiscard]] nlohmann::ordered_json toJson(const core::ModelInfo& model);

}  // namespace limn::batch
