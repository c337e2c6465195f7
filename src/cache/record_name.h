// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/embedding_store.h"
#include "record.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>

namespace limn::cache {

/// FOLDER/SERIES/CONTENT; slices without a series are in the folder "single".
[[nodiscard]] inline std::filesystem::path recordPath(const std::filesystem::path& folder,
                                                      const core::EmbeddingName& name) {
  return folder / (name.series.empty() ? "single" : name.series) / name.content;
}
[[nodiscard]] inline bool isRecordName(std::string_view file) {
  return file.size() == kNameDigits &&
         file.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}
/// The name of a file while it is written: ".CONTENT-PID-N".
[[nodiscard]] inline bool isUnfinishedName(std::string_view file) {
  return file.size() > kNameDigits + 1 && file.front() == '.' &&
         isRecordName(file.substr(1, kNameDigits));
}

}  // namespace limn::cache
