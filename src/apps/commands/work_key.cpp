// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "work_key.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <system_error>

namespace limn::apps {
namespace fs = std::filesystem;

void WorkKey::add(std::string_view text) {
  constexpr std::uint64_t kPrime = 0x100000001B3U;
  for (const char letter : text)
    hash_ = (hash_ ^ static_cast<unsigned char>(letter)) * kPrime;
  hash_ = (hash_ ^ 0x100U) * kPrime;  // an end that no letter is
}

void WorkKey::addFile(const fs::path& path) {
  constexpr std::uint64_t kEnd = 65536;
  std::error_code failed;
  if (fs::is_directory(path, failed)) {
    std::set<std::string> names;
    for (fs::recursive_directory_iterator it(path, failed), end; !failed && it != end;
         it.increment(failed)) {
      std::error_code ignored;
      if (!it->is_regular_file(ignored)) continue;
      names.insert(fmt::format("{} {}", it->path().lexically_relative(path).generic_string(),
                               it->file_size(ignored)));
    }
    for (const std::string& name : names)
      add(name);
    return;
  }
  const std::uint64_t size = fs::file_size(path, failed);
  if (failed) return add("missing");
  add(fmt::format("{}", size));
  std::ifstream in(path, std::ios::binary);
  std::string part(std::min(size, kEnd), '\0');
  in.read(part.data(), static_cast<std::streamsize>(part.size()));
  add(part);
  if (size <= kEnd) return;
  part.resize(std::min(size - kEnd, kEnd));
  in.seekg(static_cast<std::streamoff>(size - part.size()));
  in.read(part.data(), static_cast<std::streamsize>(part.size()));
  add(part);
}

std::string WorkKey::text() const {
  return fmt::format("{:016x}", hash_);
}

}  // namespace limn::apps
