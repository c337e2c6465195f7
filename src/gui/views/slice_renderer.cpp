// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "slice_renderer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace limn::gui {
namespace {

/// 0..255 for a value; NaN is black.
class Levels {
 public:
  explicit Levels(const GreyScale& scale)
      : low_(scale.window.centre - scale.window.width / 2),
        gain_(255 / std::max(scale.window.width, 1e-9)),
        inverted_(scale.inverted) {}

  [[nodiscard]] std::uint8_t operator()(double value) const {
    if (std::isnan(value)) return 0;
    const double level = std::clamp((value - low_) * gain_, 0.0, 255.0);
    const auto grey = static_cast<std::uint8_t>(level + 0.5);
    return inverted_ ? static_cast<std::uint8_t>(255 - grey) : grey;
  }

 private:
  double low_, gain_;
  bool inverted_;
};

template <class T>
T sampleAt(const std::byte* p) {
  T value;
  std::memcpy(&value, p, sizeof value);
  return value;
}

constexpr QRgb grey(std::uint8_t level) {
  return qRgb(level, level, level);
}

/// Table entry of a sample: its bits read as an unsigned number.
template <class Bits>
void lookUp(const ImageView& slice, const std::vector<std::uint8_t>& table, QImage& image) {
  for (std::int64_t y = 0; y < slice.height; ++y) {
    auto* out = reinterpret_cast<QRgb*>(image.scanLine(static_cast<int>(y)));
    const std::byte* p = slice.at(0, y);
    for (std::int64_t x = 0; x < slice.width; ++x, p += slice.columnStride) {
      out[x] = slice.channels == 3 ? qRgb(table[sampleAt<Bits>(p)], table[sampleAt<Bits>(p + 1)],
                                          table[sampleAt<Bits>(p + 2)])
                                   : grey(table[sampleAt<Bits>(p)]);
    }
  }
}

void compute(const ImageView& slice, const Levels& levels, QImage& image) {
  for (std::int64_t y = 0; y < slice.height; ++y) {
    auto* out = reinterpret_cast<QRgb*>(image.scanLine(static_cast<int>(y)));
    const std::byte* p = slice.at(0, y);
    for (std::int64_t x = 0; x < slice.width; ++x, p += slice.columnStride) {
      out[x] = grey(levels(static_cast<double>(sampleAt<float>(p))));
    }
  }
}

}  // namespace

QImage SliceRenderer::render(const ImageView& slice, const GreyScale& scale) {
  QImage image(static_cast<int>(slice.width), static_cast<int>(slice.height), QImage::Format_RGB32);
  if (slice.type == PixelType::Float32) {
    compute(slice, Levels(scale), image);
    return image;
  }
  prepareTable(slice.type, scale);
  if (slice.type == PixelType::UInt8) {
    lookUp<std::uint8_t>(slice, table_, image);
  } else {
    lookUp<std::uint16_t>(slice, table_, image);
  }
  return image;
}

void SliceRenderer::prepareTable(PixelType type, const GreyScale& scale) {
  if (!table_.empty() && type == tableType_ && scale == tableScale_) return;
  tableType_ = type;
  tableScale_ = scale;
  const std::size_t entries = type == PixelType::UInt8 ? 256 : 65536;
  table_.resize(entries);
  const Levels levels(scale);
  for (std::size_t bits = 0; bits < entries; ++bits) {
    const double value = type == PixelType::Int16
                             ? static_cast<double>(static_cast<std::int16_t>(bits))
                             : static_cast<double>(bits);
    table_[bits] = levels(value);
  }
}

}  // namespace limn::gui
