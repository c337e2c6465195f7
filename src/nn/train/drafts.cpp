// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/drafts.h"

#include "focus/geodesic.h"
#include "train/noise.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

namespace limn::nn {

namespace {

std::span<const std::uint8_t> bytes(const at::Tensor& mask) {
  return {mask.data_ptr<std::uint8_t>(), static_cast<std::size_t>(mask.numel())};
}

/// Distance to the outline in pixels, positive inside, `[S, S]`.
at::Tensor signedDistance(const at::Tensor& mask) {
  const std::int64_t side = mask.size(1);
  const at::Tensor outside = mask.eq(0).to(at::kByte);
  std::vector<float> in = distanceInside(bytes(mask), side, false);
  std::vector<float> out = distanceInside(bytes(outside), side, false);
  for (std::size_t i = 0; i < in.size(); ++i)
    in[i] = in[i] > 0 ? in[i] - 0.5F : 0.5F - out[i];
  return at::from_blob(in.data(), mask.sizes(), at::kFloat).clone();
}

/// Without the part beyond a random line through it.
at::Tensor halved(const at::Tensor& mask, Random& random) {
  const at::Tensor set = mask.nonzero();  // [N, 2] row, column
  const at::Tensor pivot = set[random.below(set.size(0))];
  const auto row = pivot[0].item<std::int64_t>(), column = pivot[1].item<std::int64_t>();
  const double angle = random.uniform(0, 2 * std::numbers::pi);
  at::Tensor out = mask.clone();
  auto* to = out.data_ptr<std::uint8_t>();
  for (std::int64_t i = 0; i < out.numel(); ++i) {
    const auto dy = static_cast<double>(i / mask.size(1) - row);
    const auto dx = static_cast<double>(i % mask.size(1) - column);
    if (dx * std::cos(angle) + dy * std::sin(angle) > 0) to[i] = 0;
  }
  return out;
}

at::Tensor withIsland(const at::Tensor& mask, double size, Random& random) {
  const std::int64_t side = mask.size(1);
  const auto x = static_cast<double>(random.below(side)),
             y = static_cast<double>(random.below(side));
  const double rx = size * random.uniform(0.2, 0.6), ry = size * random.uniform(0.2, 0.6);
  at::Tensor out = mask.clone();
  auto* to = out.data_ptr<std::uint8_t>();
  for (std::int64_t i = 0; i < out.numel(); ++i) {
    const double u = (static_cast<double>(i % side) - x) / (rx + 1);
    const double v = (static_cast<double>(i / side) - y) / (ry + 1);
    if (u * u + v * v < 1) to[i] = 1;
  }
  return out;
}

}  // namespace

at::Tensor draftOf(const at::Tensor& mask, Random& random) {
  constexpr double kRight = 0.25, kNearlyRight = 0.2;
  const double kind = random.uniform();
  if (kind < kRight) return mask;
  const auto side = static_cast<double>(mask.size(1));
  const double size = std::sqrt(mask.sum().item<double>() / std::numbers::pi);  // radius, pixels
  const bool nearly = kind < kRight + kNearlyRight;
  const double most = nearly ? 0.06 * size + 0.5 : 0.45 * size + 1;
  at::Tensor level = signedDistance(mask);
  if (nearly || random.chance(0.6)) level = level + random.uniform(-1, 1) * most;
  if (nearly || random.chance(0.4)) {
    const double cells = std::clamp(side / (size + 1) * random.uniform(0.5, 2), 2.0, side / 4);
    level = level + smoothNoise(random, mask.size(1), cells) * (random.uniform(0, 0.5) * most);
  }
  at::Tensor draft = level.gt(0).to(at::kByte);
  if (!nearly && random.chance(0.35)) {
    const auto moved = [&] { return std::lround(random.uniform(-0.5, 0.5) * size); };
    const std::int64_t down = moved();
    draft = draft.roll({down, moved()}, {0, 1}).contiguous();
  }
  if (!nearly && draft.any().item<bool>() && random.chance(0.3)) draft = halved(draft, random);
  if (!nearly && random.chance(0.25)) draft = withIsland(draft, size, random);
  return draft.any().item<bool>() ? draft : mask;
}

}  // namespace limn::nn
