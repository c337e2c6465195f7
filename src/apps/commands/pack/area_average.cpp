// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pack/area_average.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace limn::apps {
namespace {

/// The share of an old pixel in a new one.
struct Share {
  std::size_t to = 0, from = 0;
  float weight = 0;  // the shares of a new pixel add up to 1
};

std::vector<Share> sharesOf(std::int64_t from, std::int64_t to) {
  std::vector<Share> shares;
  // New pixel i covers [i * from, (i + 1) * from) in units of 1/to old pixels.
  for (std::int64_t i = 0; i < to; ++i) {
    for (std::int64_t old = i * from / to; old * to < (i + 1) * from; ++old) {
      const std::int64_t covered =
          std::min((old + 1) * to, (i + 1) * from) - std::max(old * to, i * from);
      shares.push_back({static_cast<std::size_t>(i), static_cast<std::size_t>(old),
                        static_cast<float>(covered) / static_cast<float>(from)});
    }
  }
  return shares;
}

}  // namespace

std::vector<std::uint8_t> averageAreas(const std::vector<std::uint8_t>& pixels,
                                       std::int64_t channels, PictureSize from, PictureSize to) {
  assert(to.height <= from.height && to.width <= from.width);
  const auto depth = static_cast<std::size_t>(channels);
  const std::size_t oldRow = static_cast<std::size_t>(from.width) * depth;
  const std::size_t newRow = static_cast<std::size_t>(to.width) * depth;
  const std::vector<Share> columns = sharesOf(from.width, to.width);
  std::vector<float> sums(static_cast<std::size_t>(to.height) * newRow);
  for (const Share& row : sharesOf(from.height, to.height)) {
    const std::uint8_t* old = pixels.data() + row.from * oldRow;
    float* sum = sums.data() + row.to * newRow;
    for (const Share& column : columns) {
      const float weight = row.weight * column.weight;
      for (std::size_t c = 0; c < depth; ++c) {
        sum[column.to * depth + c] += weight * static_cast<float>(old[column.from * depth + c]);
      }
    }
  }
  std::vector<std::uint8_t> result(sums.size());
  std::transform(sums.begin(), sums.end(), result.begin(), [](float sum) {
    return static_cast<std::uint8_t>(std::clamp(std::lround(sum), 0L, 255L));
  });
  return result;
}

}  // namespace limn::apps
