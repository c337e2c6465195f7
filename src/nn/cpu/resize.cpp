// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/resize.h"

#include "cpu/kernels.h"
#include "cpu/team.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <vector>

namespace limn::nn::cpu {

namespace {

/// Where a target index lies among the sources: between `first` and `second`, at `share`.
struct Between {
  std::int64_t first = 0, second = 0;
  float share = 0;
};

std::vector<Between> placesOf(std::int64_t source, std::int64_t target) {
  const float step = static_cast<float>(source) / static_cast<float>(target);
  std::vector<Between> places;
  for (std::int64_t i = 0; i < target; ++i) {
    const double exact = static_cast<double>(step) * (static_cast<double>(i) + 0.5) - 0.5;
    const float at = std::max(0.0F, static_cast<float>(exact));
    const std::int64_t first = std::min(static_cast<std::int64_t>(at), source - 1);
    places.push_back({first, std::min(first + 1, source - 1), at - static_cast<float>(first)});
  }
  return places;
}

/// One line of pixels to another length.
class LineStretch {
 public:
  LineStretch(std::int64_t source, std::int64_t target) : source_(source) {
    if (target == 2 * source || target == 4 * source) {
      factor_ = target / source;
    } else {
      places_ = placesOf(source, target);
    }
  }

  void operator()(const float* source, float* target) const {
    if (factor_ > 0) return kernels().stretch(source, source_, factor_, target);
    for (const Between& place : places_)
      *target++ = source[place.first] * (1 - place.share) + source[place.second] * place.share;
  }

 private:
  std::int64_t source_, factor_ = 0;  // 0: none of the usual ones
  std::vector<Between> places_;
};

}  // namespace

// Rows are stretched first, each once: neighbouring target rows mostly lie between the same two.
at::Tensor resizeBilinear(const at::Tensor& planes, std::int64_t height, std::int64_t width) {
  const at::Tensor from = planes.contiguous();
  const std::int64_t sourceHeight = from.size(2), sourceWidth = from.size(3);
  const at::Tensor out = at::empty({from.size(0), from.size(1), height, width}, from.options());
  const std::vector<Between> rows = placesOf(sourceHeight, height);
  const LineStretch stretchRow(sourceWidth, width);
  const float* source = from.data_ptr<float>();
  float* target = out.data_ptr<float>();

  constexpr std::int64_t kBand = 32;  // target rows of one task
  const std::int64_t bands = (height + kBand - 1) / kBand;
  forEach(from.size(0) * from.size(1) * bands, [&](std::int64_t task) {
    thread_local std::vector<float> memory;
    memory.resize(static_cast<std::size_t>(2 * width));
    float* upper = memory.data();
    float* lower = upper + width;
    std::int64_t upperRow = -1, lowerRow = -1;  // what they hold
    const std::int64_t plane = task / bands, begin = task % bands * kBand;
    const auto stretch = [&](std::int64_t row, float* into) {
      stretchRow(source + (plane * sourceHeight + row) * sourceWidth, into);
      return row;
    };
    for (std::int64_t y = begin; y < std::min(begin + kBand, height); ++y) {
      const Between& place = rows[static_cast<std::size_t>(y)];
      if (place.first == lowerRow) {
        std::swap(upper, lower);
        std::swap(upperRow, lowerRow);
      }
      if (place.first != upperRow) upperRow = stretch(place.first, upper);
      if (place.second != lowerRow) lowerRow = stretch(place.second, lower);
      float* line = target + (plane * height + y) * width;
      kernels().blend(upper, lower, place.share, width, line);
    }
  });
  return out;
}

}  // namespace limn::nn::cpu
