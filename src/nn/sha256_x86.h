// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace limn::nn {

/// The 64 round constants of SHA-256.
extern const std::array<std::uint32_t, 64> kSha256Rounds;

/// Whether this processor has the SHA instructions (x86 only).
[[nodiscard]] bool hasShaInstructions();
/// SHA-256 compression of `count` blocks of 64 bytes. Call only where hasShaInstructions().
void compressWithShaInstructions(std::array<std::uint32_t, 8>& state, const std::byte* blocks,
                                 std::size_t count);

}  // namespace limn::nn
