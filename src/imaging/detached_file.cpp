// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "detached_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <system_error>

namespace limn::imaging {
namespace fs = std::filesystem;

Result<fs::path> insideFolder(const fs::path& header, const std::string& name) {
  std::error_code error;
  const fs::path folder = fs::canonical(header, error).parent_path();
  const fs::path file = fs::canonical(folder / name, error);
  if (error) {
    return fail(
        ErrorCode::NotFound,
        fmt::format("{}: its data file {} is missing or cannot be opened", header.string(), name));
  }
  const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  if (end != folder.end()) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{}: its data file {} lies outside the header's folder; move it there",
                            header.string(), name));
  }
  return file;
}

}  // namespace limn::imaging
