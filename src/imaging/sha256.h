// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace limn::imaging {

/// SHA-256 for hashes that others must be able to check. nn has its own implementation because it
/// may use nothing but LibTorch; hashes that only Limn checks are a ContentHash.
using Sha256 = std::array<std::byte, 32>;
[[nodiscard]] Sha256 sha256(std::span<const std::byte> bytes);
/// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string hex(const Sha256& hash);

}  // namespace limn::imaging
