// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "sha256.h"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <new>

namespace limn::imaging {

Sha256 sha256(std::span<const std::byte> bytes) {
  Sha256 hash{};
  auto* digest = reinterpret_cast<unsigned char*>(hash.data());
  if (EVP_Digest(bytes.data(), bytes.size(), digest, nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::bad_alloc();  // the only possible failure
  }
  return hash;
}

std::string hex(const Sha256& hash) {
  std::string text;
  for (const std::byte byte : hash)
    text += fmt::format("{:02x}", static_cast<unsigned>(byte));
  return text;
}

}  // namespace limn::imaging
