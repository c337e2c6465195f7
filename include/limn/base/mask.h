// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace limn {

/// A half-open box of pixels: x0 <= x < x1, y0 <= y < y1.
struct PixelBox {
  std::int64_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  [[nodiscard]] bool isEmpty() const { return x1 <= x0 || y1 <= y0; }
  bool operator==(const PixelBox&) const = default;
};

/// A binary image: 64 pixels in a word, each row starts a new word.
class Mask {
 public:
  Mask() = default;
  Mask(std::int64_t width, std::int64_t height);

  [[nodiscard]] std::int64_t width() const { return width_; }
  [[nodiscard]] std::int64_t height() const { return height_; }
  [[nodiscard]] bool isEmpty() const { return width_ == 0 || height_ == 0; }
  [[nodiscard]] bool test(std::int64_t x, std::int64_t y) const {
    return (words_[word(x, y)] >> (x & 63)) & 1U;
  }
  void set(std::int64_t x, std::int64_t y, bool on = true) {
    const std::uint64_t bit = std::uint64_t{1} << (x & 63);
    auto& w = words_[word(x, y)];
    w = on ? (w | bit) : (w & ~bit);
  }
  [[nodiscard]] std::int64_t count() const;
  /// Pixels set in both. The sizes are equal.
  [[nodiscard]] std::int64_t countCommon(const Mask& other) const;
  [[nodiscard]] PixelBox bounds() const;  // empty when no pixel is set

  bool operator==(const Mask&) const = default;

 private:
  [[nodiscard]] std::size_t word(std::int64_t x, std::int64_t y) const {
    return static_cast<std::size_t>(y * wordsPerRow_ + (x >> 6));
  }
  std::int64_t width_ = 0, height_ = 0, wordsPerRow_ = 0;
  std::vector<std::uint64_t> words_;
};

/// Runs of a mask in row-major order: lengths alternate, starting with pixels that are not set
/// (possibly zero of them). The sum is width * height.
struct MaskRle {
  std::int64_t width = 0, height = 0;
  std::vector<std::uint32_t> runs;
  bool operator==(const MaskRle&) const = default;
};
[[nodiscard]] MaskRle encodeRle(const Mask& mask);
/// Runs that do not add up to the size give an empty Mask.
[[nodiscard]] Mask decodeRle(const MaskRle& rle);

}  // namespace limn
