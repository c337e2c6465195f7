// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/file_hash.h"

#include <fmt/core.h>

#include <fstream>
#include <span>
#include <system_error>
#include <vector>

namespace limn {

Result<ContentHash::Value> fileHash(const std::filesystem::path& file) {
  constexpr std::size_t kPart = std::size_t{1} << 20;  // fixed, because the parts decide the hash
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    return fail(ErrorCode::NotFound, fmt::format("{}: there is no such file", file.string()));
  }
  std::ifstream in(file, std::ios::binary);
  std::vector<char> part(kPart);
  ContentHash hash;
  while (in) {
    in.read(part.data(), static_cast<std::streamsize>(part.size()));
    const auto count = static_cast<std::size_t>(in.gcount());
    if (count > 0) hash.add(std::as_bytes(std::span(part).first(count)));
  }
  if (in.bad() || !in.eof()) {
    return fail(ErrorCode::Unreadable, fmt::format("{} cannot be read", file.string()));
  }
  return hash.value();
}

}  // namespace limn
