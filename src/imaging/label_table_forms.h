// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/imaging/label_table.h"

#include <string>
#include <string_view>

namespace limn::imaging {

/// Each parses or makes the whole text of one dialect. Errors do not name the file.
[[nodiscard]] Result<LabelTable> parseItkSnapLabels(std::string_view text);
[[nodiscard]] std::string itkSnapLabels(const LabelTable& table);
[[nodiscard]] Result<LabelTable> parseBidsLabels(std::string_view text);
[[nodiscard]] std::string bidsLabels(const LabelTable& table);
/// Dcmqi's, or nnU-Net's by its key "labels".
[[nodiscard]] Result<LabelTable> parseJsonLabels(std::string_view text);
[[nodiscard]] std::string dcmqiLabels(const LabelTable& table);
[[nodiscard]] std::string nnUnetLabels(const LabelTable& table);

/// A label with the default colour of its value; Unreadable for a value that is not 1 to 65535 or
/// occurs twice.
[[nodiscard]] Result<LabelInfo*> addLabel(LabelTable& table, std::int64_t value, std::string name);

}  // namespace limn::imaging
