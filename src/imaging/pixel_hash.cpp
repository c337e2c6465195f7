// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/pixel_hash.h"

#include "sha256.h"
#include "workers.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <variant>
#include <vector>

namespace limn::imaging {
namespace {

constexpr std::size_t kPiece = std::size_t{4} << 20;  // bytes

std::span<const std::byte> samplesOf(const Volume& volume) {
  if (!volume.data) return {};
  return {volume.data->data(), volume.data->size()};
}

}  // namespace

std::string pixelHash(const Volume& volume) {
  const std::span<const std::byte> samples = samplesOf(volume);
  std::vector<Sha256> pieces((samples.size() + kPiece - 1) / kPiece);
  static_cast<void>(forEachParallel(
      pieces.size(), {}, {}, [] { return std::monostate{}; },
      [&](std::monostate&, std::size_t i) -> Result<void> {
        const std::size_t begin = i * kPiece;
        pieces[i] = sha256(samples.subspan(begin, std::min(kPiece, samples.size() - begin)));
        return {};
      }));
  const Size3& size = volume.grid.size;
  std::string whole = fmt::format("{}x{}x{} type {} channels {}\n", size.x, size.y, size.z,
                                  static_cast<int>(volume.type), volume.channels);
  for (const Sha256& piece : pieces)
    whole.append(reinterpret_cast<const char*>(piece.data()), piece.size());
  return hex(sha256(std::as_bytes(std::span(whole))));
}

}  // namespace limn::imaging
