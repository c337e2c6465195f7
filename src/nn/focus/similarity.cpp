// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "focus/similarity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace limn::nn {

namespace {

constexpr int kBins = 24, kValues = 256;
constexpr float kMostLogRatio = 3;
using Histogram = std::array<float, kBins>;

Histogram smoothed(const Histogram& counts) {
  Histogram out{};
  for (int i = 0; i < kBins; ++i) {
    const int left = std::max(i - 1, 0), right = std::min(i + 1, kBins - 1);
    out[static_cast<std::size_t>(i)] = 0.25F * counts[static_cast<std::size_t>(left)] +
                                       0.5F * counts[static_cast<std::size_t>(i)] +
                                       0.25F * counts[static_cast<std::size_t>(right)];
  }
  return out;
}

/// Share of each bin; a little of every bin, so that few samples do not claim certainty.
Histogram shares(std::span<const std::uint8_t> values, std::span<const float> weights) {
  constexpr float kPrior = 0.01F;
  Histogram counts{};
  for (std::size_t i = 0; i < values.size(); ++i)
    counts[values[i] * std::size_t{kBins} / kValues] += weights[i];
  counts = smoothed(smoothed(counts));
  const float total = std::accumulate(counts.begin(), counts.end(), 0.0F);
  for (float& share : counts)
    share = share / total + kPrior;
  return counts;
}

/// Between the middles of bins the log ratio is interpolated.
std::array<float, kValues> table(const Histogram& inside, const Histogram& outside) {
  std::array<float, kValues> out{};
  const auto ratio = [&](int bin) {
    const auto at = static_cast<std::size_t>(std::clamp(bin, 0, kBins - 1));
    return std::clamp(std::log(inside[at] / outside[at]), -kMostLogRatio, kMostLogRatio);
  };
  for (int value = 0; value < kValues; ++value) {
    const float place =
        (static_cast<float>(value) + 0.5F) * kBins / static_cast<float>(kValues) - 0.5F;
    const float below = std::floor(place);
    const int bin = static_cast<int>(below);
    const float share = place - below;
    out[static_cast<std::size_t>(value)] =
        ((1 - share) * ratio(bin) + share * ratio(bin + 1)) / kMostLogRatio;
  }
  return out;
}

}  // namespace

void similarity(std::span<const std::uint8_t> values, std::span<const float> inside,
                std::span<const float> outside, std::span<float> out) {
  std::ranges::fill(out, 0.0F);
  const auto weight = [](std::span<const float> weights) {
    return std::accumulate(weights.begin(), weights.end(), 0.0F);
  };
  if (weight(inside) <= 0 || weight(outside) <= 0) return;
  const std::size_t pixels = out.size(), planes = values.size() / pixels;
  for (std::size_t plane = 0; plane < planes; ++plane) {
    const auto of = values.subspan(plane * pixels, pixels);
    const auto byValue = table(shares(of, inside), shares(of, outside));
    for (std::size_t i = 0; i < pixels; ++i)
      out[i] += byValue[of[i]] / static_cast<float>(planes);
  }
}

}  // namespace limn::nn
