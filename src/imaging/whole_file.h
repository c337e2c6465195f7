// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <fmt/core.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <vector>

namespace limn::imaging {

/// All bytes of a file that this program wrote, or that is small. Unreadable.
[[nodiscard]] inline Result<std::vector<std::byte>> readWholeFile(
    const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  std::vector<std::byte> bytes(in ? static_cast<std::size_t>(in.tellg()) : 0);
  in.seekg(0);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!in) return fail(ErrorCode::Unreadable, fmt::format("cannot read {}", file.string()));
  return bytes;
}

}  // namespace limn::imaging
