// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/model_info.h"
#include "limn/base/slice_layout.h"
#include "limn/base/volume.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace limn::core {

using limn::InputMapping;

/// Whole-volume minimum to maximum, as the published training slices were made.
[[nodiscard]] InputMapping volumeRangeMapping(const Volume& volume);
[[nodiscard]] InputMapping windowMapping(Window window);
/// "volume -1024..3071" or "window 40/400": for status bars and provenance.
[[nodiscard]] std::string describe(const InputMapping& mapping);

/// Exactly what the network is shown: 8-bit RGB, row-major, interleaved.
struct SlicePicture {
  std::int64_t width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
  std::string series = {};  // seriesKey() of the volume; empty when it was not cut from one
  /// What the network sees counts, not where it came from.
  bool operator==(const SlicePicture& other) const {
    return width == other.width && height == other.height && rgb == other.rgb;
  }
};
[[nodiscard]] SlicePicture renderModelInput(const Volume& volume, const SliceLayout& layout,
                                            std::int64_t slice, const InputMapping& mapping);

/// A 128-bit hash (hex) of size and bytes, to key caches with. Not cryptographic.
[[nodiscard]] std::string contentKey(const SlicePicture& picture);
/// The same of a sample of a volume's voxels, at the cost of microseconds: brings together what
/// belongs to one series, however it came here. Says nothing about a person.
[[nodiscard]] std::string seriesKey(const Volume& volume);

}  // namespace limn::core
