// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace limn::cache {

// A file of the cache is a header and a payload. The header has, in the byte order of the machine:
// "LIMNEMB\n", the version and the size of the payload (8 bytes each), the content name (32 hex
// digits) and a 128-bit checksum over all of that and the payload. A file that does not match is
// not used.
inline constexpr std::size_t kHeaderBytes = 72;
inline constexpr std::size_t kNameDigits = 32;

/// Precondition: `content` has kNameDigits characters.
[[nodiscard]] std::array<std::byte, kHeaderBytes> recordHeader(std::string_view content,
                                                               std::span<const std::byte> payload);

/// The payload of a complete record that was made for `content`; otherwise what is wrong with it.
[[nodiscard]] tl::expected<std::span<const std::byte>, std::string_view> recordPayload(
    std::span<const std::byte> record, std::string_view content);

}  // namespace limn::cache
