// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_values.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

namespace limn::imaging {

namespace {

/// Takes the stored bits out of a cell and extends their sign.
template <class Cell, class Wide>
struct Unpack {
  explicit Unpack(const StoredFrame& f)
      : shift(f.highBit + 1 - f.bitsStored),
        mask(static_cast<Wide>((std::uint64_t{1} << f.bitsStored) - 1)),
        sign(f.isSigned ? static_cast<Wide>(Wide{1} << (f.bitsStored - 1)) : Wide{0}) {}
  Wide operator()(const std::byte* from) const {
    Cell cell;
    std::memcpy(&cell, from, sizeof(Cell));
    const Wide masked = static_cast<Wide>(cell >> shift) & mask;
    return static_cast<Wide>((masked ^ sign) - sign);
  }
  int shift;
  Wide mask, sign;
};

template <class Cell, class Wide, class Visit>
void visitCells(const StoredFrame& f, Visit&& visit) {
  const Unpack<Cell, Wide> unpack(f);
  const std::byte* from = f.bytes.data();
  const std::size_t count = f.bytes.size() / sizeof(Cell);
  for (std::size_t i = 0; i < count; ++i)
    visit(i, unpack(from + i * sizeof(Cell)));
}

template <class Cell, class Wide>
std::pair<double, double> extentOfCells(const StoredFrame& f) {
  Wide least = std::numeric_limits<Wide>::max(), most = std::numeric_limits<Wide>::min();
  visitCells<Cell, Wide>(f, [&](std::size_t, Wide v) {
    least = std::min(least, v);
    most = std::max(most, v);
  });
  return {static_cast<double>(least), static_cast<double>(most)};
}

/// Smallest and largest stored value of integer cells.
std::pair<double, double> extentOf(const StoredFrame& f) {
  if (f.bitsAllocated == 8) return extentOfCells<std::uint8_t, std::int32_t>(f);
  if (f.bitsAllocated == 16) return extentOfCells<std::uint16_t, std::int32_t>(f);
  return extentOfCells<std::uint32_t, std::int64_t>(f);
}

template <class Real, class Visit>
void visitReals(const StoredFrame& f, Visit&& visit) {
  for (std::size_t i = 0; i < f.bytes.size() / sizeof(Real); ++i) {
    Real value;
    std::memcpy(&value, f.bytes.data() + i * sizeof(Real), sizeof(Real));
    visit(i, value);
  }
}

/// Calls visit(index, stored value) for every sample; the value's type fits the frame.
template <class Visit>
void visitStored(const StoredFrame& f, Visit&& visit) {
  if (f.kind == StoredFrame::Kind::Float) {
    visitReals<float>(f, visit);
  } else if (f.kind == StoredFrame::Kind::Double) {
    visitReals<double>(f, visit);
  } else if (f.bitsAllocated == 8) {
    visitCells<std::uint8_t, std::int32_t>(f, visit);
  } else if (f.bitsAllocated == 16) {
    visitCells<std::uint16_t, std::int32_t>(f, visit);
  } else {
    visitCells<std::uint32_t, std::int64_t>(f, visit);
  }
}

bool isWholeNumber(double v) {
  return v == std::floor(v) && std::abs(v) < 1e9;
}

std::uint16_t lookUp(const DicomTable& table, double value) {
  const double last = static_cast<double>(table.entries.size() - 1);
  const double index = value - table.first;
  if (!(index > 0)) return table.entries.front();  // NaN too
  return table.entries[static_cast<std::size_t>(std::min(index, last))];
}

std::byte clampByte(double v) {
  return static_cast<std::byte>(std::lround(std::clamp(v, 0.0, 255.0)));
}

}  // namespace

ValueSpan ValueSpan::merged(const ValueSpan& other) const {
  return {std::min(least, other.least), std::max(most, other.most), isWhole && other.isWhole};
}

PixelType ValueSpan::pixelType() const {
  const auto holds = [this](auto limits) {
    return least >= static_cast<double>(limits.min()) && most <= static_cast<double>(limits.max());
  };
  if (isWhole && holds(std::numeric_limits<std::int16_t>())) return PixelType::Int16;
  if (isWhole && holds(std::numeric_limits<std::uint16_t>())) return PixelType::UInt16;
  return PixelType::Float32;
}

GreyMapping::GreyMapping(const DicomHeader& header, const DicomFrame& frame)
    : slope_(frame.slope), intercept_(frame.intercept), table_(header.modalityTable) {
  const auto& f = header.format;
  isInverted_ = f.photometric == "MONOCHROME1";
  turn_ = f.isSigned ? -1 : std::ldexp(1.0, f.bitsStored) - 1;
}

bool GreyMapping::keepsWholeNumbers() const {
  return isWholeNumber(slope_) && isWholeNumber(intercept_);
}

ValueSpan GreyMapping::span(const StoredFrame& stored) const {
  double least = std::numeric_limits<double>::infinity(), most = -least;
  if (table_) {
    visitStored(stored, [&](std::size_t, auto v) {
      const double value = lookUp(*table_, static_cast<double>(v));
      least = std::min(least, value);
      most = std::max(most, value);
    });
    return {least, most, true};
  }
  if (stored.kind != StoredFrame::Kind::Integer) {
    visitStored(stored, [&](std::size_t, auto v) {
      if (!std::isfinite(static_cast<double>(v))) return;
      least = std::min(least, static_cast<double>(v));
      most = std::max(most, static_cast<double>(v));
    });
    return {least, most, false};
  }
  const auto [low, high] = extentOf(stored);
  const auto mapped = [this](double v) {
    return (isInverted_ ? turn_ - v : v) * slope_ + intercept_;
  };
  const double a = mapped(low), b = mapped(high);
  return {std::min(a, b), std::max(a, b), keepsWholeNumbers()};
}

template <class Out>
void GreyMapping::convertTo(const StoredFrame& stored, Out* to) const {
  if (table_) {
    visitStored(stored, [&](std::size_t i, auto v) {
      to[i] = static_cast<Out>(lookUp(*table_, static_cast<double>(v)));
    });
    return;
  }
  const double slope = isInverted_ ? -slope_ : slope_;
  const double intercept = isInverted_ ? turn_ * slope_ + intercept_ : intercept_;
  const bool isSmall = std::abs(slope) < 32768 && std::abs(intercept) < (1 << 30);
  if (std::is_integral_v<Out> && isSmall && stored.bitsAllocated == 16) {
    // The type was chosen because every value is whole and fits: whole arithmetic is exact.
    const auto m = static_cast<std::int32_t>(slope), b = static_cast<std::int32_t>(intercept);
    visitCells<std::uint16_t, std::int32_t>(
        stored, [=](std::size_t i, std::int32_t v) { to[i] = static_cast<Out>(v * m + b); });
    return;
  }
  visitStored(stored, [&](std::size_t i, auto v) {
    to[i] = static_cast<Out>(static_cast<double>(v) * slope + intercept);
  });
}

void GreyMapping::convert(const StoredFrame& stored, PixelType type, std::byte* to) const {
  switch (type) {
    case PixelType::Int16:
      convertTo(stored, reinterpret_cast<std::int16_t*>(to));
      return;
    case PixelType::UInt16:
      convertTo(stored, reinterpret_cast<std::uint16_t*>(to));
      return;
    case PixelType::Float32:
      convertTo(stored, reinterpret_cast<float*>(to));
      return;
    case PixelType::UInt8:
      convertTo(stored, reinterpret_cast<std::uint8_t*>(to));
      return;
  }
}

Window GreyMapping::window(const Window& fromFile) const {
  if (!isInverted_) return fromFile;
  return {turn_ * slope_ + 2 * intercept_ - fromFile.centre, fromFile.width};
}

std::vector<std::int64_t> storedValues(const StoredFrame& stored) {
  std::vector<std::int64_t> values(stored.bytes.size() /
                                   static_cast<std::size_t>(stored.bitsAllocated / 8));
  visitStored(stored, [&](std::size_t i, auto v) { values[i] = static_cast<std::int64_t>(v); });
  return values;
}

void convertToRgb(const StoredFrame& stored, const DicomHeader& header, std::byte* to) {
  if (header.palette[0]) {
    visitStored(stored, [&](std::size_t i, auto v) {
      for (std::size_t c = 0; c < 3; ++c) {
        const DicomTable& table = *header.palette[c];
        to[3 * i + c] =
            static_cast<std::byte>(lookUp(table, static_cast<double>(v)) >> (table.bits - 8));
      }
    });
    return;
  }
  const double scale = stored.bitsStored > 8 ? std::ldexp(1.0, 8 - stored.bitsStored) : 1.0;
  visitStored(stored, [&](std::size_t i, auto v) {
    to[i] =
        static_cast<std::byte>(std::clamp(std::floor(static_cast<double>(v) * scale), 0.0, 255.0));
  });
  if (!stored.photometric.starts_with("YBR")) return;
  const std::size_t pixels =
      stored.bytes.size() / static_cast<std::size_t>(3 * stored.bitsAllocated / 8);
  for (std::size_t i = 0; i < pixels; ++i) {
    std::byte* p = to + 3 * i;
    const double y = std::to_integer<int>(p[0]), cb = std::to_integer<int>(p[1]) - 128,
                 cr = std::to_integer<int>(p[2]) - 128;
    p[0] = clampByte(y + 1.402 * cr);
    p[1] = clampByte(y - 0.344136 * cb - 0.714136 * cr);
    p[2] = clampByte(y + 1.772 * cb);
  }
}

}  // namespace limn::imaging
