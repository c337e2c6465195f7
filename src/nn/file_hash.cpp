// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "byte_source.h"
#include "limn/nn/checkpoint.h"
#include "sha256.h"

#include <algorithm>
#include <vector>

namespace limn::nn {

std::string hashFile(const std::filesystem::path& file) {
  constexpr std::size_t kPart = 1 << 20;
  const FileSource source(file);
  Sha256 hash;
  std::vector<std::byte> buffer(kPart);
  for (std::uint64_t at = 0; at < source.size(); at += kPart) {
    const std::uint64_t size = std::min<std::uint64_t>(kPart, source.size() - at);
    const auto part = std::span(buffer).first(static_cast<std::size_t>(size));
    source.read(at, part);
    hash.add(part);
  }
  return hash.hex();
}

}  // namespace limn::nn
