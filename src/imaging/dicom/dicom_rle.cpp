// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_rle.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace limn::imaging {

namespace {

constexpr std::size_t kHeader = 64;  // number of segments, then 15 offsets

std::uint32_t numberAt(std::span<const std::byte> bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;)
    value = (value << 8) | std::to_integer<std::uint32_t>(bytes[at + i]);
  return value;
}

/// Writes every `stride`-th byte from `first` on. Returns how many were written.
std::size_t unpackSegment(std::span<const std::byte> segment, std::span<std::byte> to,
                          std::size_t first, std::size_t stride) {
  const std::size_t wanted = to.size() / stride;
  std::size_t done = 0;
  for (std::size_t at = 0; at < segment.size() && done < wanted;) {
    const int control = std::to_integer<std::int8_t>(segment[at++]);
    if (control == -128) continue;
    const bool isRun = control < 0;
    const auto length = static_cast<std::size_t>((isRun ? -control : control) + 1);
    for (std::size_t i = 0; i < length && done < wanted; ++i) {
      const std::size_t from = isRun ? at : at + i;
      if (from >= segment.size()) return done;
      to[first + stride * done++] = segment[from];
    }
    at += isRun ? 1 : length;
  }
  return done;
}

}  // namespace

Result<std::vector<std::byte>> unpackRle(std::span<const std::byte> packed, const RleShape& shape) {
  const std::size_t segments = shape.samples * shape.cellBytes;
  if (packed.size() < kHeader || numberAt(packed, 0) != segments) {
    return fail(ErrorCode::Unreadable,
                fmt::format("the run-length pixels are damaged: expected {} segments, found {}",
                            segments, packed.size() < kHeader ? 0 : numberAt(packed, 0)));
  }
  std::vector<std::byte> out(shape.pixels * segments);
  for (std::size_t s = 0; s < segments; ++s) {
    const std::size_t begin = numberAt(packed, 4 + 4 * s);
    const std::size_t end = s + 1 < segments ? numberAt(packed, 8 + 4 * s) : packed.size();
    if (begin < kHeader || begin > end || end > packed.size()) {
      return fail(
          ErrorCode::Unreadable,
          fmt::format("the run-length pixels are damaged: segment {} lies at {} to {} of {} bytes",
                      s + 1, begin, end, packed.size()));
    }
    // The most significant byte of a sample comes first; cells are little endian.
    const std::size_t sample = s / shape.cellBytes,
                      byte = shape.cellBytes - 1 - s % shape.cellBytes;
    const std::size_t found = unpackSegment(packed.subspan(begin, end - begin), out,
                                            sample * shape.cellBytes + byte, segments);
    if (found < shape.pixels) {
      return fail(
          ErrorCode::Unreadable,
          fmt::format("the run-length pixels are cut off: {} of {} pixels", found, shape.pixels));
    }
  }
  return out;
}

}  // namespace limn::imaging
