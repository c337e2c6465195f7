// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace limn::imaging {

/// A PNG file with 8 bits a sample: grey where red, green and blue are equal in every pixel, else
/// colour. `rgb` is height x width x 3, row-major.
[[nodiscard]] std::string pngBytes(std::span<const std::uint8_t> rgb, std::int64_t width,
                                   std::int64_t height);

}  // namespace limn::imaging
