// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace limn {

/// How one sample is stored.
enum class PixelType : std::uint8_t { UInt8, Int16, UInt16, Float32 };

[[nodiscard]] constexpr std::size_t pixelBytes(PixelType type) {
  return type == PixelType::UInt8 ? 1 : type == PixelType::Float32 ? 4 : 2;
}

/// A two-dimensional view of voxels; owns nothing and must not outlive the volume.
/// Strides count bytes and may be negative (a flipped axis). The `channels` samples of a pixel are
/// adjacent.
struct ImageView {
  const std::byte* data = nullptr;  // sample 0 of pixel (0, 0)
  std::int64_t width = 0, height = 0;
  std::ptrdiff_t columnStride = 0, rowStride = 0;
  PixelType type = PixelType::UInt8;
  int channels = 1;

  [[nodiscard]] const std::byte* at(std::int64_t x, std::int64_t y) const {
    return data + x * columnStride + y * rowStride;
  }
};

/// The sample at `p` as double.
[[nodiscard]] double sampleValue(const std::byte* p, PixelType type);

}  // namespace limn
