// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace limn::batch {

/// A discarded document (`is_discarded()`) when there is no file or it is not JSON.
[[nodiscard]] nlohmann::ordered_json readJsonFile(const std::filesystem::path& file);

/// Written atomically, indented, with a line end behind it.
[[nodiscard]] Result<void> writeJsonFile(const std::filesystem::path& file,
                                         const nlohmann::ordered_json& document);

}  // namespace limn::batch
