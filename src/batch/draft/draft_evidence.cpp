// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draft/draft_evidence.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace limn::batch {
namespace {

constexpr std::array<float, 5> kSmoothing{0.06F, 0.24F, 0.4F, 0.24F, 0.06F};  // sigma 1

std::size_t pixelIndex(std::int64_t x, std::int64_t y, std::int64_t width) {
  return static_cast<std::size_t>(y * width + x);
}

PixelField smoothed(const PixelField& field) {
  PixelField across = field, both = field;
  const auto sum = [](const PixelField& from, std::int64_t x, std::int64_t y, int dx, int dy) {
    float total = 0;
    for (int i = -2; i <= 2; ++i) {
      const std::int64_t nx = std::clamp<std::int64_t>(x + i * dx, 0, from.width - 1);
      const std::int64_t ny = std::clamp<std::int64_t>(y + i * dy, 0, from.height - 1);
      total += kSmoothing[static_cast<std::size_t>(i + 2)] * from.at(nx, ny);
    }
    return total;
  };
  for (std::int64_t y = 0; y < field.height; ++y) {
    for (std::int64_t x = 0; x < field.width; ++x)
      across.values[pixelIndex(x, y, field.width)] = sum(field, x, y, 1, 0);
  }
  for (std::int64_t y = 0; y < field.height; ++y) {
    for (std::int64_t x = 0; x < field.width; ++x)
      both.values[pixelIndex(x, y, field.width)] = sum(across, x, y, 0, 1);
  }
  return both;
}

float difference(const PixelField& field, std::int64_t x, std::int64_t y, int dx, int dy) {
  const std::int64_t x1 = std::min(x + dx, field.width - 1),
                     y1 = std::min(y + dy, field.height - 1);
  const std::int64_t x0 = std::max<std::int64_t>(x - dx, 0), y0 = std::max<std::int64_t>(y - dy, 0);
  const auto steps = static_cast<float>(std::max<std::int64_t>(1, x1 - x0 + y1 - y0));
  return (field.at(x1, y1) - field.at(x0, y0)) / steps;
}

/// Mean and spread of the brightness where a condition on the distance holds.
struct Statistics {
  double mean = 0, spread = 0;
  std::int64_t count = 0;
};
template <class Wanted>
Statistics statisticsWhere(const PixelField& value, const SignedDistance& distance, Wanted wanted) {
  constexpr double kNoise = 4;  // grey levels of 255 that are taken for noise
  double sum = 0, squares = 0;
  Statistics statistics;
  for (std::size_t i = 0; i < value.values.size(); ++i) {
    if (!wanted(distance.values[i])) continue;
    const double v = value.values[i];
    sum += v;
    squares += v * v;
    ++statistics.count;
  }
  if (statistics.count == 0) return statistics;
  const auto n = static_cast<double>(statistics.count);
  statistics.mean = sum / n;
  statistics.spread =
      std::sqrt(std::max(0.0, squares / n - statistics.mean * statistics.mean)) + kNoise;
  return statistics;
}

}  // namespace

Brightness brightnessOf(const core::SlicePicture& picture, const PixelBox& part) {
  const std::int64_t width = part.x1 - part.x0, height = part.y1 - part.y0;
  PixelField grey{width, height, std::vector<float>(static_cast<std::size_t>(width * height))};
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const std::size_t at = 3 * pixelIndex(part.x0 + x, part.y0 + y, picture.width);
      grey.values[pixelIndex(x, y, width)] =
          static_cast<float>(picture.rgb[at] + picture.rgb[at + 1] + picture.rgb[at + 2]) / 3;
    }
  }
  Brightness result{smoothed(grey), grey, grey};
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      result.right.values[pixelIndex(x, y, width)] = difference(result.value, x, y, 1, 0);
      result.down.values[pixelIndex(x, y, width)] = difference(result.value, x, y, 0, 1);
    }
  }
  return result;
}

Mask cropped(const Mask& mask, const PixelBox& part) {
  Mask result(part.x1 - part.x0, part.y1 - part.y0);
  for (std::int64_t y = part.y0; y < part.y1; ++y) {
    for (std::int64_t x = part.x0; x < part.x1; ++x) {
      if (mask.test(x, y)) result.set(x - part.x0, y - part.y0);
    }
  }
  return result;
}

Mask replaced(const Mask& mask, const PixelBox& part, const Mask& inside) {
  Mask result = mask;
  for (std::int64_t y = part.y0; y < part.y1; ++y) {
    for (std::int64_t x = part.x0; x < part.x1; ++x)
      result.set(x, y, inside.test(x - part.x0, y - part.y0));
  }
  return result;
}

double edgeStrength(const Brightness& picture, const SignedDistance& distance, double offset,
                    std::int64_t dx, std::int64_t dy) {
  constexpr double kHalfWidth = 0.75;
  double sum = 0;
  std::int64_t count = 0;
  for (std::int64_t y = 1; y + 1 < distance.height; ++y) {
    const std::int64_t py = y + dy;
    if (py < 0 || py >= picture.value.height) continue;
    for (std::int64_t x = 1; x + 1 < distance.width; ++x) {
      const std::int64_t px = x + dx;
      if (std::abs(distance.at(x, y) - offset) >= kHalfWidth || px < 0 || px >= picture.value.width)
        continue;
      const double nx = distance.at(x + 1, y) - distance.at(x - 1, y);
      const double ny = distance.at(x, y + 1) - distance.at(x, y - 1);
      const double length = std::hypot(nx, ny);
      ++count;
      if (length < 1e-3) continue;
      sum += std::abs(picture.right.at(px, py) * nx + picture.down.at(px, py) * ny) / length;
    }
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

std::optional<Likeness> likeness(const Brightness& picture, const SignedDistance& distance) {
  constexpr double kMargin = 0.35, kRing = 0.6, kCut = 3;
  constexpr std::int64_t kFewest = 5;
  const double depth = -std::ranges::min(distance.values);
  if (depth <= 0) return std::nullopt;
  const auto deep = [&](double d) { return d < -kMargin * depth; };
  const auto around = [&](double d) {
    const double start = kMargin * depth + 1;
    return d > start && d < start + std::max(3.0, kRing * depth);
  };
  const Statistics in = statisticsWhere(picture.value, distance, deep);
  const Statistics out = statisticsWhere(picture.value, distance, around);
  if (in.count < kFewest || out.count < kFewest) return std::nullopt;
  Likeness result{picture.value, std::abs(in.mean - out.mean) / std::hypot(in.spread, out.spread)};
  for (float& value : result.field.values) {
    const double a = (value - in.mean) / in.spread, b = (value - out.mean) / out.spread;
    const double ratio = (b * b - a * a) / 2 + std::log(out.spread / in.spread);
    value = static_cast<float>(std::clamp(ratio, -kCut, kCut));
  }
  return result;
}

PixelField votesOf(std::span<const Mask> masks) {
  if (masks.empty()) return {};
  const std::int64_t width = masks.front().width(), height = masks.front().height();
  PixelField votes{width, height, std::vector<float>(static_cast<std::size_t>(width * height), -1)};
  const float each = 2 / static_cast<float>(masks.size());
  for (const Mask& mask : masks) {
    for (std::int64_t y = 0; y < height; ++y) {
      for (std::int64_t x = 0; x < width; ++x) {
        if (mask.test(x, y)) votes.values[pixelIndex(x, y, width)] += each;
      }
    }
  }
  return votes;
}

double supportFor(const PixelField& field, const Mask& before, const Mask& after) {
  double sum = 0;
  std::int64_t count = 0;
  for (std::int64_t y = 0; y < field.height; ++y) {
    for (std::int64_t x = 0; x < field.width; ++x) {
      const bool was = before.test(x, y), is = after.test(x, y);
      if (was == is) continue;
      sum += is ? field.at(x, y) : -field.at(x, y);
      ++count;
    }
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

}  // namespace limn::batch
