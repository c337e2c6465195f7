// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace limn::apps {

/// One action as the journal prints it: number, utc, reader, kind, what, where, and for an accepted
/// mask its prompts and model. The number of changed voxels, not their places.
[[nodiscard]] nlohmann::ordered_json toJson(const CaseAction& action);
/// One line for people.
[[nodiscard]] std::string journalLine(const CaseAction& action);

/// The content of a case after its first `count` actions.
struct CaseReport {
  nlohmann::ordered_json document;
  std::string text;
};
[[nodiscard]] Result<CaseReport> describeCase(const std::filesystem::path& file,
                                              const CaseData& data, std::size_t count);

}  // namespace limn::apps
