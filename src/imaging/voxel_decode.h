// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/image_view.h"
#include "limn/base/result.h"
#include "limn/base/volume.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace limn::imaging {

/// A number as files store it.
enum class SampleType {
  Int8,
  UInt8,
  Int16,
  UInt16,
  Int32,
  UInt32,
  Int64,
  UInt64,
  Float32,
  Float64
};
[[nodiscard]] std::size_t sampleBytes(SampleType type);

/// How raw samples become values: value = slope * sample + intercept.
struct SampleFormat {
  SampleType type = SampleType::Int16;
  bool bigEndian = false;
  double slope = 1, intercept = 0;
  int channels = 1;  // 1, or 3 and 4 for colour of UInt8 (the fourth is dropped)
};

/// Reverses the bytes of each `width`-byte word.
void swapBytes(std::vector<std::byte>& bytes, std::size_t width);

/// Raw samples as a volume in the narrowest of our types that keeps every value: whole numbers as
/// UInt8, Int16 or UInt16 where they fit, everything else as Float32. What cannot be kept exactly,
/// and samples that are not numbers, are reported in Volume::warnings.
[[nodiscard]] Result<Volume> decodeVoxels(const Grid& grid, const SampleFormat& format,
                                          std::vector<std::byte> raw);

}  // namespace limn::imaging
