// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "voxel_decode.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

namespace limn::imaging {
namespace {

constexpr double kLargestFloat = std::numeric_limits<float>::max();

/// Properties of all scaled samples, which decide the type of the volume.
struct Survey {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  bool whole = true;
  std::int64_t notFinite = 0, inexact = 0;
};

template <class T>
T sampleAt(const std::byte* bytes, std::size_t i) {
  T v;
  std::memcpy(&v, bytes + i * sizeof(T), sizeof v);
  return v;
}

float toFloat(double v) {
  if (v > kLargestFloat) return std::numeric_limits<float>::infinity();
  if (v < -kLargestFloat) return -std::numeric_limits<float>::infinity();
  return static_cast<float>(v);
}

template <class T>
Survey survey(const std::vector<std::byte>& raw, const SampleFormat& f) {
  Survey s;
  const std::size_t count = raw.size() / sizeof(T);
  for (std::size_t i = 0; i < count; ++i) {
    const double v = static_cast<double>(sampleAt<T>(raw.data(), i)) * f.slope + f.intercept;
    if (!std::isfinite(v)) {
      ++s.notFinite;
      continue;
    }
    s.low = std::min(s.low, v);
    s.high = std::max(s.high, v);
    if (std::trunc(v) != v) {
      s.whole = false;
    } else if (std::abs(v) > 16777216.0 && static_cast<double>(toFloat(v)) != v) {
      ++s.inexact;
    }
  }
  return s;
}

template <class To, class From>
std::vector<std::byte> convert(const std::vector<std::byte>& raw, const SampleFormat& f) {
  const std::size_t count = raw.size() / sizeof(From);
  std::vector<std::byte> out(count * sizeof(To));
  for (std::size_t i = 0; i < count; ++i) {
    const double v = static_cast<double>(sampleAt<From>(raw.data(), i)) * f.slope + f.intercept;
    To value;
    if constexpr (std::is_same_v<To, float>) {
      value = toFloat(v);
    } else {
      value = static_cast<To>(v);
    }
    std::memcpy(out.data() + i * sizeof(To), &value, sizeof value);
  }
  return out;
}

bool fits(const Survey& s, double low, double high) {
  return s.low >= low && s.high <= high;
}

template <class T>
PixelType chooseType(const Survey& s) {
  if (std::is_same_v<T, float> || !s.whole || s.notFinite > 0 || s.low > s.high) {
    return PixelType::Float32;
  }
  if (std::is_same_v<T, std::uint8_t> && fits(s, 0, 255)) return PixelType::UInt8;
  if (fits(s, -32768, 32767)) return PixelType::Int16;
  if (fits(s, 0, 65535)) return PixelType::UInt16;
  return PixelType::Float32;
}

template <class T>
Result<Volume> decodeAs(const Grid& grid, const SampleFormat& f, std::vector<std::byte> raw) {
  constexpr bool kKept = std::is_same_v<T, std::uint8_t> || std::is_same_v<T, std::int16_t> ||
                         std::is_same_v<T, std::uint16_t>;
  if (kKept && f.slope == 1 && f.intercept == 0) {  // the common case: no second buffer
    const PixelType type = sizeof(T) == 1        ? PixelType::UInt8
                           : std::is_signed_v<T> ? PixelType::Int16
                                                 : PixelType::UInt16;
    return makeVolume(grid, type, 1, std::move(raw));
  }
  const Survey s = survey<T>(raw, f);
  const PixelType type = chooseType<T>(s);
  std::vector<std::byte> voxels;
  switch (type) {
    case PixelType::UInt8:
      voxels = convert<std::uint8_t, T>(raw, f);
      break;
    case PixelType::Int16:
      voxels = convert<std::int16_t, T>(raw, f);
      break;
    case PixelType::UInt16:
      voxels = convert<std::uint16_t, T>(raw, f);
      break;
    case PixelType::Float32:
      voxels = convert<float, T>(raw, f);
      break;
  }
  raw = {};
  auto volume = makeVolume(grid, type, 1, std::move(voxels));
  if (!volume) return volume;
  if (s.notFinite > 0) {
    volume->warnings.push_back(fmt::format("{} voxels are not finite numbers", s.notFinite));
  }
  if (type == PixelType::Float32 && s.inexact > 0) {
    volume->warnings.push_back(fmt::format(
        "{} voxels hold whole numbers too large to be kept exactly (32-bit float)", s.inexact));
  }
  return volume;
}

Result<Volume> decodeColour(const Grid& grid, const SampleFormat& f, std::vector<std::byte> raw) {
  if (f.type != SampleType::UInt8) {
    return fail(ErrorCode::Unsupported, "colour with more than 8 bits a channel is not read");
  }
  if (f.channels == 3) return makeVolume(grid, PixelType::UInt8, 3, std::move(raw));
  const std::size_t count = raw.size() / 4;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t c = 0; c < 3; ++c)
      raw[i * 3 + c] = raw[i * 4 + c];
  }
  raw.resize(count * 3);
  auto volume = makeVolume(grid, PixelType::UInt8, 3, std::move(raw));
  if (volume) volume->warnings.emplace_back("the transparency of the colours is ignored");
  return volume;
}

}  // namespace

std::size_t sampleBytes(SampleType type) {
  switch (type) {
    case SampleType::Int8:
    case SampleType::UInt8:
      return 1;
    case SampleType::Int16:
    case SampleType::UInt16:
      return 2;
    case SampleType::Int32:
    case SampleType::UInt32:
    case SampleType::Float32:
      return 4;
    case SampleType::Int64:
    case SampleType::UInt64:
    case SampleType::Float64:
      return 8;
  }
  return 1;
}

void swapBytes(std::vector<std::byte>& bytes, std::size_t width) {
  if (width < 2) return;
  for (std::size_t i = 0; i + width <= bytes.size(); i += width) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                 bytes.begin() + static_cast<std::ptrdiff_t>(i + width));
  }
}

Result<Volume> decodeVoxels(const Grid& grid, const SampleFormat& format,
                            std::vector<std::byte> raw) {
  if (format.bigEndian) swapBytes(raw, sampleBytes(format.type));
  if (format.channels != 1) return decodeColour(grid, format, std::move(raw));
  switch (format.type) {
    case SampleType::Int8:
      return decodeAs<std::int8_t>(grid, format, std::move(raw));
    case SampleType::UInt8:
      return decodeAs<std::uint8_t>(grid, format, std::move(raw));
    case SampleType::Int16:
      return decodeAs<std::int16_t>(grid, format, std::move(raw));
    case SampleType::UInt16:
      return decodeAs<std::uint16_t>(grid, format, std::move(raw));
    case SampleType::Int32:
      return decodeAs<std::int32_t>(grid, format, std::move(raw));
    case SampleType::UInt32:
      return decodeAs<std::uint32_t>(grid, format, std::move(raw));
    case SampleType::Int64:
      return decodeAs<std::int64_t>(grid, format, std::move(raw));
    case SampleType::UInt64:
      return decodeAs<std::uint64_t>(grid, format, std::move(raw));
    case SampleType::Float32:
      return decodeAs<float>(grid, format, std::move(raw));
    case SampleType::Float64:
      return decodeAs<double>(grid, format, std::move(raw));
  }
  return fail(ErrorCode::Internal, "unknown sample type");
}

}  // namespace limn::imaging
