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

/// A 128-bit hash that names contents and notices damage; contents that differ within one run of 16
/// bytes never have the same. Several GB/s. It does not withstand somebody who makes two contents
/// agree on purpose. Each add() counts as a thing of its own: two halves are not the whole.
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
