// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace limn {

/// A 128-bit hash that identifies contents and detects damage; contents that differ only within 16
/// consecutive bytes have different hashes. It is not cryptographic: equal hashes can be made on
/// purpose. Each add() is hashed with its length: two halves give another hash than the whole.
class ContentHash {
 public:
  using Value = std::array<std::uint64_t, 2>;

  ContentHash& add(std::span<const std::byte> bytes);
  ContentHash& add(std::string_view text) { return add(std::as_bytes(std::span(text))); }
  ContentHash& add(std::uint64_t number) { return add(std::as_bytes(std::span(&number, 1))); }

  [[nodiscard]] Value value() const;
  [[nodiscard]] std::string hex() const;  // 32 digits

 private:
  std::uint64_t a_ = 0x243F6A8885A308D3U, b_ = 0x13198A2E03707344U;  // digits of pi
};

}  // namespace limn
