// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace limn::batch {

/// The finalizer of splitmix64 (Steele et al., OOPSLA 2014): the same bits on every machine.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

/// A number from 0 to below 1, of which `mixed` bits.
[[nodiscard]] constexpr double fraction(std::uint64_t mixedBits) {
  return static_cast<double>(mixedBits >> 11) / 9007199254740992.0;  // 2^53
}

}  // namespace limn::batch
