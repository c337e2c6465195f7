// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/model_input.h"

#include "limn/base/content_hash.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <span>

namespace limn::core {
namespace {

/// The published slices are `(255 * (v - low) / (high - low))` cut to an unsigned byte, so the
/// fraction is dropped, not rounded. What is not a number is black.
class Scale {
 public:
  explicit Scale(const InputMapping& mapping)
      : low_(mapping.low),
        range_(mapping.high > mapping.low ? mapping.high - mapping.low : HUGE_VAL) {}
  [[nodiscard]] std::uint8_t operator()(double value) const {
    const double scaled = 255 * (value - low_) / range_;
    return scaled >= 255 ? 255 : scaled > 0 ? static_cast<std::uint8_t>(scaled) : 0;
  }

 private:
  double low_, range_;
};

template <class T>
void fillGrey(const ImageView& view, const Scale& scale, std::uint8_t* out) {
  for (std::int64_t y = 0; y < view.height; ++y) {
    const std::byte* sample = view.at(0, y);
    for (std::int64_t x = 0; x < view.width; ++x, sample += view.columnStride, out += 3) {
      T value;
      std::memcpy(&value, sample, sizeof value);
      out[0] = out[1] = out[2] = scale(static_cast<double>(value));
    }
  }
}

void copyColour(const ImageView& view, std::uint8_t* out) {
  for (std::int64_t y = 0; y < view.height; ++y) {
    const std::byte* pixel = view.at(0, y);
    for (std::int64_t x = 0; x < view.width; ++x, pixel += view.columnStride, out += 3) {
      std::memcpy(out, pixel, 3);
    }
  }
}

}  // namespace

InputMapping volumeRangeMapping(const Volume& volume) {
  return {InputMapping::Kind::VolumeRange, volume.minimum, volume.maximum};
}

InputMapping windowMapping(Window window) {
  return {InputMapping::Kind::Window, window.centre - window.width / 2,
          window.centre + window.width / 2};
}

std::string describe(const InputMapping& mapping) {
  if (mapping.kind == InputMapping::Kind::VolumeRange) {
    return fmt::format("volume {:.6g}..{:.6g}", mapping.low, mapping.high);
  }
  return fmt::format("window {:.6g}/{:.6g}", (mapping.low + mapping.high) / 2,
                     mapping.high - mapping.low);
}

SlicePicture renderModelInput(const Volume& volume, const SliceLayout& layout, std::int64_t slice,
                              const InputMapping& mapping) {
  const ImageView view = sliceView(volume, layout, slice);
  SlicePicture picture{view.width, view.height, {}, seriesKey(volume)};
  picture.rgb.resize(static_cast<std::size_t>(view.width * view.height * 3));
  if (view.channels == 3) {
    copyColour(view, picture.rgb.data());
    return picture;
  }
  const Scale scale(mapping);
  switch (view.type) {
    case PixelType::UInt8:
      fillGrey<std::uint8_t>(view, scale, picture.rgb.data());
      break;
    case PixelType::Int16:
      fillGrey<std::int16_t>(view, scale, picture.rgb.data());
      break;
    case PixelType::UInt16:
      fillGrey<std::uint16_t>(view, scale, picture.rgb.data());
      break;
    case PixelType::Float32:
      fillGrey<float>(view, scale, picture.rgb.data());
      break;
  }
  return picture;
}

std::string contentKey(const SlicePicture& picture) {
  return ContentHash()
      .add(static_cast<std::uint64_t>(picture.width))
      .add(static_cast<std::uint64_t>(picture.height))
      .add(std::as_bytes(std::span(picture.rgb)))
      .hex();
}

std::string seriesKey(const Volume& volume) {
  constexpr std::size_t kSamples = 256, kSampleBytes = 64;
  ContentHash hash;
  for (const std::int64_t size : {volume.grid.size.x, volume.grid.size.y, volume.grid.size.z})
    hash.add(static_cast<std::uint64_t>(size));
  hash.add(std::bit_cast<std::uint64_t>(volume.minimum));
  hash.add(std::bit_cast<std::uint64_t>(volume.maximum));
  const std::span<const std::byte> voxels(*volume.data);
  const std::size_t step = std::max(kSampleBytes, voxels.size() / kSamples);
  for (std::size_t at = 0; at < voxels.size(); at += step)
    hash.add(voxels.subspan(at, std::min(kSampleBytes, voxels.size() - at)));
  return hash.hex();
}

}  // namespace limn::core
