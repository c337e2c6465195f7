// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "focus/geodesic.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace limn::nn {

namespace {

constexpr float kDiagonal = 1.41421356F;

struct Step {
  std::int64_t dx, dy;
  float length;
};
/// The neighbours that a sweep from the upper left has already visited.
constexpr std::array<Step, 4> kVisited{
    {{-1, 0, 1}, {-1, -1, kDiagonal}, {0, -1, 1}, {1, -1, kDiagonal}}};

/// Lowers `distance` by one sweep down and one up. `cost(at, other, length)` is that of a step.
template <typename Cost>
void sweep(std::vector<float>& distance, std::int64_t width, const Cost& cost) {
  const auto count = static_cast<std::int64_t>(distance.size()), height = count / width;
  for (const int direction : {1, -1}) {
    for (std::int64_t row = 0; row < height; ++row) {
      const std::int64_t y = direction > 0 ? row : height - 1 - row;
      for (std::int64_t column = 0; column < width; ++column) {
        const std::int64_t x = direction > 0 ? column : width - 1 - column;
        const std::int64_t at = y * width + x;
        float best = distance[static_cast<std::size_t>(at)];
        for (const Step& step : kVisited) {
          const std::int64_t nx = x + direction * step.dx, ny = y + direction * step.dy;
          if (nx < 0 || nx >= width || ny < 0 || ny >= height) continue;
          const std::int64_t other = ny * width + nx;
          const float before = distance[static_cast<std::size_t>(other)];
          if (before < best) best = std::min(best, before + cost(at, other, step.length));
        }
        distance[static_cast<std::size_t>(at)] = best;
      }
    }
  }
}

}  // namespace

std::vector<float> geodesicDistance(std::span<const std::uint8_t> values, std::int64_t width,
                                    std::span<const std::uint8_t> seeds, float perPixel) {
  constexpr int kRounds = 2;
  std::vector<float> distance(seeds.size());
  for (std::size_t i = 0; i < seeds.size(); ++i)
    distance[i] = seeds[i] != 0 ? 0 : kFarAway;
  if (std::ranges::all_of(seeds, [](std::uint8_t seed) { return seed == 0; })) return distance;
  const std::size_t pixels = seeds.size(), planes = values.size() / pixels;
  const auto cost = [&](std::int64_t at, std::int64_t other, float length) {
    int most = 0;
    for (std::size_t plane = 0; plane < planes; ++plane) {
      const std::uint8_t* of = values.data() + plane * pixels;
      most = std::max(most, std::abs(of[at] - of[other]));
    }
    return length * perPixel + static_cast<float>(most) / 255.0F;
  };
  for (int round = 0; round < kRounds; ++round)
    sweep(distance, width, cost);
  return distance;
}

std::vector<float> distanceInside(std::span<const std::uint8_t> mask, std::int64_t width,
                                  bool borderIsOutside) {
  const auto count = static_cast<std::int64_t>(mask.size()), height = count / width;
  std::vector<float> distance(mask.size());
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t x = i % width, y = i / width;
    const bool edge = x == 0 || y == 0 || x == width - 1 || y == height - 1;
    const auto at = static_cast<std::size_t>(i);
    distance[at] = mask[at] == 0 ? 0 : (borderIsOutside && edge ? 1 : kFarAway);
  }
  sweep(distance, width, [](std::int64_t, std::int64_t, float length) { return length; });
  return distance;
}

}  // namespace limn::nn
