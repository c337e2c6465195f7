// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/pixel_hash.h"

#include "workers.h"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <span>
#include <string_view>
#include <vector>

namespace limn::imaging {
namespace {

constexpr std::size_t kPiece = std::size_t{4} << 20;  // bytes

using Digest = std::array<unsigned char, 32>;

Digest sha256(std::span<const std::byte> bytes) {
  Digest digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::bad_alloc();  // the only way that it fails
  }
  return digest;
}

std::span<const std::byte> samplesOf(const Volume& volume) {
  if (!volume.data) return {};
  return {volume.data->data(), volume.data->size()};
}

}  // namespace

std::string pixelHash(const Volume& volume) {
  const std::span<const std::byte> samples = samplesOf(volume);
  std::vector<Digest> pieces((samples.size() + kPiece - 1) / kPiece);
  struct Nothing {};
  static_cast<void>(forEachParallel(
      pieces.size(), {}, {}, [] { return Nothing{}; },
      [&](Nothing&, std::size_t i) -> Result<void> {
        const std::size_t begin = i * kPiece;
        pieces[i] = sha256(samples.subspan(begin, std::min(kPiece, samples.size() - begin)));
        return {};
      }));
  const Size3& size = volume.grid.size;
  std::string whole = fmt::format("{}x{}x{} type {} channels {}\n", size.x, size.y, size.z,
                                  static_cast<int>(volume.type), volume.channels);
  for (const Digest& piece : pieces)
    whole.append(reinterpret_cast<const char*>(piece.data()), piece.size());
  std::string hex;
  for (const unsigned char byte : sha256(std::as_bytes(std::span(whole))))
    hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace limn::imaging
