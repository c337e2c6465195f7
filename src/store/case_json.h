// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace limn::store {

// The columns of a case that hold JSON; docs/case-file.md has their forms. Reading throws
// nlohmann::json::exception or Damage when a text has another form.

[[nodiscard]] std::string toJson(const Grid& grid);
/// JSON without a calibration is from an older version: Calibration::Patient.
[[nodiscard]] Grid gridFromJson(std::string_view text);

[[nodiscard]] std::string toJson(const std::vector<LabelInfo>& labels);
[[nodiscard]] std::vector<LabelInfo> labelsFromJson(std::string_view text);

[[nodiscard]] std::string toJson(const InputMapping& mapping);
[[nodiscard]] InputMapping mappingFromJson(std::string_view text);

/// {"axis", "slice", "continues", "steps"}; no axis and no slice where there are no steps.
[[nodiscard]] std::string toJson(const PromptState& prompts);
[[nodiscard]] PromptState promptsFromJson(std::string_view text, const Grid& grid);

/// {"operation", "label", "name"}, and "axis", "slice", "other_slice", "amount", "in_voxels",
/// "other", "other_name" where they say something.
[[nodiscard]] std::string toJson(const HandEdit& edit);
[[nodiscard]] HandEdit handEditFromJson(std::string_view text, const Grid& grid);

[[nodiscard]] std::string toJson(const std::vector<std::string>& list);
[[nodiscard]] std::vector<std::string> listFromJson(std::string_view text);

[[nodiscard]] std::string_view axisName(Axis axis);
/// The slice with that axis and number; Damage when the grid does not have it.
[[nodiscard]] SliceRef sliceFrom(std::string_view axis, std::int64_t slice, const Grid& grid);

}  // namespace limn::store
