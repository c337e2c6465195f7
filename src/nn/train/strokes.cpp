// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/strokes.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

namespace limn::nn {

namespace {

/// Draws one step of a line and moves its end. The bend forgets itself over some tens of pixels, so
/// that lines wind instead of trembling.
void step(Random& random, Strokes& strokes, Branch& end, double wander) {
  constexpr double kMemory = 0.93;
  const double stride = std::max(0.7, 0.5 * end.radius);
  strokes.disc(end.x, end.y, end.radius);
  end.bend = kMemory * end.bend + 0.12 * wander * random.normal();
  end.angle += end.bend * stride;
  end.x += stride * std::cos(end.angle);
  end.y += stride * std::sin(end.angle);
}

}  // namespace

void Strokes::disc(double x, double y, double radius) {
  constexpr double kThinnest = 0.6;  // thinner lines would have gaps
  const double r = std::max(radius, kThinnest);
  const auto clamp = [&](double at) {
    return std::clamp<std::int64_t>(std::llround(at), 0, side_);
  };
  for (std::int64_t row = clamp(y - r); row < clamp(y + r); ++row) {
    const double dy = static_cast<double>(row) + 0.5 - y;
    const double half = std::sqrt(std::max(0.0, r * r - dy * dy));
    for (std::int64_t column = clamp(x - half); column < clamp(x + half); ++column)
      drawn_[static_cast<std::size_t>(row * side_ + column)] = 1;
  }
}

bool Strokes::holds(double x, double y, double margin) const {
  const double end = static_cast<double>(side_) + margin;
  return x > -margin && y > -margin && x < end && y < end;
}

at::Tensor Strokes::drawn() const {
  at::Tensor plane = at::empty({side_, side_}, at::kByte);
  std::ranges::copy(drawn_, plane.data_ptr<std::uint8_t>());
  return plane.to(at::kBool);
}

void drawTube(Random& random, Strokes& strokes, Branch tube, double wander) {
  constexpr int kMostSteps = 4000;
  for (int i = 0; i < kMostSteps && strokes.holds(tube.x, tube.y, 2 * tube.radius + 2); ++i)
    step(random, strokes, tube, wander);
}

void drawTree(Random& random, Strokes& strokes, const Branch& trunk, const Growth& growth) {
  std::vector<Branch> ends{trunk};
  for (int forks = 0; !ends.empty() && forks < growth.forks; ++forks) {
    Branch end = ends.front();
    ends.erase(ends.begin());
    double left = growth.length * end.radius * random.uniform(0.5, 1.5) + 6;
    while (left > 0 && strokes.holds(end.x, end.y, 4)) {
      left -= std::max(0.7, 0.5 * end.radius);
      step(random, strokes, end, growth.wander);
    }
    if (!strokes.holds(end.x, end.y, 4)) continue;
    const double apart = random.uniform(0.4, 1.3), share = random.uniform(0.25, 0.75);
    for (const double side : {-1.0, 1.0}) {
      Branch next = end;
      next.angle += side * apart * (side < 0 ? share : 1 - share);
      next.radius *= random.uniform(0.6, 0.95);
      if (next.radius >= growth.thinnest) ends.push_back(next);
    }
  }
}

}  // namespace limn::nn
