// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/volume.h"

#include <fmt/core.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <span>
#include <utility>

namespace limn {
namespace {

template <class T>
ValueRange finiteRange(std::span<const std::byte> bytes) {
  const auto* samples = reinterpret_cast<const T*>(bytes.data());
  const std::size_t count = bytes.size() / sizeof(T);
  T low = std::numeric_limits<T>::max(), high = std::numeric_limits<T>::lowest();
  for (std::size_t i = 0; i < count; ++i) {
    const T v = samples[i];
    if constexpr (std::is_floating_point_v<T>) {
      if (!std::isfinite(v)) continue;
    }
    if (v < low) low = v;
    if (v > high) high = v;
  }
  if (low > high) return {0, 0};  // nothing finite
  return {static_cast<double>(low), static_cast<double>(high)};
}

ValueRange finiteRangeOf(std::span<const std::byte> bytes, PixelType type) {
  switch (type) {
    case PixelType::UInt8:
      return finiteRange<std::uint8_t>(bytes);
    case PixelType::Int16:
      return finiteRange<std::int16_t>(bytes);
    case PixelType::UInt16:
      return finiteRange<std::uint16_t>(bytes);
    case PixelType::Float32:
      return finiteRange<float>(bytes);
  }
  return {};
}

template <class T>
double load(const std::byte* p) {
  T v;
  std::memcpy(&v, p, sizeof v);
  return static_cast<double>(v);
}

}  // namespace

double sampleValue(const std::byte* p, PixelType type) {
  switch (type) {
    case PixelType::UInt8:
      return load<std::uint8_t>(p);
    case PixelType::Int16:
      return load<std::int16_t>(p);
    case PixelType::UInt16:
      return load<std::uint16_t>(p);
    case PixelType::Float32:
      return load<float>(p);
  }
  return 0;
}

double Volume::value(VoxelIndex index, int channel) const {
  const auto sample = static_cast<std::size_t>(grid.offset(index) * channels + channel);
  return sampleValue(data->data() + sample * pixelBytes(type), type);
}

Result<Volume> makeVolume(Grid grid, PixelType type, int channels, VoxelBuffer data,
                          std::optional<ValueRange> known) {
  if (auto ok = grid.check(); !ok) return passOn(ok);
  if (channels != 1 && !(channels == 3 && type == PixelType::UInt8)) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{} channels per voxel; expected 1, or 3 of 8 bits", channels));
  }
  const auto expected = static_cast<std::size_t>(grid.size.voxels()) *
                        static_cast<std::size_t>(channels) * pixelBytes(type);
  if (data.size() != expected) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} bytes of voxels; expected {}", data.size(), expected));
  }
  const ValueRange range = known ? *known : finiteRangeOf({data.data(), data.size()}, type);
  Volume volume;
  volume.grid = grid;
  volume.type = type;
  volume.channels = channels;
  volume.data = std::make_shared<const VoxelBuffer>(std::move(data));
  volume.minimum = range.minimum;
  volume.maximum = range.maximum;
  return volume;
}

}  // namespace limn
