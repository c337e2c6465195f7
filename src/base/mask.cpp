// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/mask.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <functional>
#include <numeric>

namespace limn {

Mask::Mask(std::int64_t width, std::int64_t height)
    : width_(width),
      height_(height),
      wordsPerRow_((width + 63) / 64),
      words_(static_cast<std::size_t>(wordsPerRow_ * height)) {}

std::int64_t Mask::count() const {
  return std::accumulate(words_.begin(), words_.end(), std::int64_t{0},
                         [](std::int64_t n, std::uint64_t w) { return n + std::popcount(w); });
}

std::int64_t Mask::countCommon(const Mask& other) const {
  assert(width_ == other.width_ && height_ == other.height_);
  return std::transform_reduce(
      words_.begin(), words_.end(), other.words_.begin(), std::int64_t{0}, std::plus<>{},
      [](std::uint64_t a, std::uint64_t b) { return std::int64_t{std::popcount(a & b)}; });
}

PixelBox Mask::bounds() const {
  PixelBox box{width_, height_, 0, 0};
  for (std::int64_t y = 0; y < height_; ++y) {
    for (std::int64_t w = 0; w < wordsPerRow_; ++w) {
      const std::uint64_t bits = words_[static_cast<std::size_t>(y * wordsPerRow_ + w)];
      if (bits == 0) continue;
      box.x0 = std::min<std::int64_t>(box.x0, w * 64 + std::countr_zero(bits));
      box.x1 = std::max<std::int64_t>(box.x1, w * 64 + 64 - std::countl_zero(bits));
      box.y0 = std::min(box.y0, y);
      box.y1 = y + 1;
    }
  }
  return box.isEmpty() ? PixelBox{} : box;
}

MaskRle encodeRle(const Mask& mask) {
  MaskRle rle{mask.width(), mask.height(), {}};
  bool current = false;
  std::uint32_t run = 0;
  for (std::int64_t y = 0; y < mask.height(); ++y) {
    for (std::int64_t x = 0; x < mask.width(); ++x) {
      if (mask.test(x, y) != current) {
        rle.runs.push_back(run);
        run = 0;
        current = !current;
      }
      ++run;
    }
  }
  if (run > 0) rle.runs.push_back(run);
  return rle;
}

Mask decodeRle(const MaskRle& rle) {
  const auto total = std::accumulate(rle.runs.begin(), rle.runs.end(), std::int64_t{0});
  if (rle.width <= 0 || rle.height <= 0 || total != rle.width * rle.height) return {};
  Mask mask(rle.width, rle.height);
  std::int64_t position = 0;
  bool on = false;
  for (const std::uint32_t run : rle.runs) {
    for (std::int64_t i = position; on && i < position + run; ++i) {
      mask.set(i % rle.width, i / rle.width);
    }
    position += run;
    on = !on;
  }
  return mask;
}

}  // namespace limn
