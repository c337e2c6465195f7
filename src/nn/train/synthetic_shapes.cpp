// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/synthetic_shapes.h"

#include "train/noise.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/ones.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

namespace limn::nn {

namespace {

/// Windows are this many columns wide or a multiple, so that vector code never has a remainder.
constexpr std::int64_t kColumns = 32;

constexpr std::array<double, 3> kDisplacementCells{4, 9, 20};

TissueMap::Blob randomBlob(TissueMap& map, double radius) {
  Random& random = map.random();
  const auto side = static_cast<double>(map.side());
  return {.x = random.uniform(-0.02, 1.02) * side,
          .y = random.uniform(-0.02, 1.02) * side,
          .radius = radius,
          .aspect = random.chance(0.7) ? random.logUniform(1, 1.8) : random.logUniform(1.5, 4),
          .angle = random.uniform(0, std::numbers::pi),
          .bend = random.uniform(0.02, 0.45)};
}

/// What lies within a blob besides its tissue.
void drawInside(TissueMap& map, const TissueMap::Window& window, double radius, double newTissue) {
  Random& random = map.random();
  const double wall = std::max(random.uniform(0.12, 0.5), map.pixels(3) / radius);
  if (radius < map.pixels(9) || wall > 0.7) return;
  const double inner = (1 - wall) * (1 - wall);
  map.paint(window, window.distance < inner, map.someTissue(newTissue));
  if (random.chance(0.3)) {
    map.paint(window, window.distance < inner * random.uniform(0.1, 0.5),
              map.someTissue(newTissue));
  }
}

}  // namespace

TissueMap::TissueMap(Random& random, std::int64_t side, c10::Device device)
    : random_(random),
      side_(side),
      device_(device),
      map_(at::ones({side, side}, at::TensorOptions(at::kByte).device(device))) {
  for (std::size_t i = 0; i < displacements_.size(); ++i)
    displacements_[i] = smoothNoise(random, side, kDisplacementCells[i / 2]).to(device);
}

std::uint8_t TissueMap::newTissue() {
  constexpr std::int64_t kMost = 255;
  tissues_ = std::min(tissues_ + 1, kMost);
  return static_cast<std::uint8_t>(tissues_);
}

std::uint8_t TissueMap::someTissue(double newOne) {
  if (random_.chance(newOne)) return newTissue();
  return static_cast<std::uint8_t>(1 + random_.below(tissues_));
}

void TissueMap::paint(const at::Tensor& where, std::uint8_t tissue) {
  map_.masked_fill_(where, tissue);
}

void TissueMap::paint(const Window& window, const at::Tensor& where, std::uint8_t tissue) {
  if (!window.distance.defined()) return;
  map_.narrow(0, window.top, where.size(0))
      .narrow(1, window.left, where.size(1))
      .masked_fill_(where, tissue);
}

TissueMap::Window TissueMap::window(const Blob& blob) const {
  const double longAxis = blob.radius * std::sqrt(blob.aspect);
  const double reach = longAxis * (1 + 2.5 * blob.bend) + 2;
  const auto low = [&](double at) {
    return std::clamp<std::int64_t>(std::llround(at - reach), 0, side_);
  };
  const auto high = [&](double at) {
    return std::clamp<std::int64_t>(std::llround(at + reach), 0, side_);
  };
  Window out{.top = low(blob.y), .left = low(blob.x) / kColumns * kColumns, .distance = {}};
  const std::int64_t height = high(blob.y) - out.top;
  const std::int64_t right = std::min(side_, (high(blob.x) + kColumns - 1) / kColumns * kColumns);
  if (height <= 0 || high(blob.x) <= low(blob.x)) return out;

  out.distance = distance(blob, {out.top, out.left, height, right - out.left});
  return out;
}

at::Tensor TissueMap::distance(const Blob& blob, const Region& r) const {
  const double longAxis = blob.radius * std::sqrt(blob.aspect);
  const double shortAxis = blob.radius / std::sqrt(blob.aspect);
  const auto options = at::TensorOptions(at::kFloat).device(device_);
  const at::Tensor x = at::arange(r.left, r.left + r.width, options).sub_(blob.x - 0.5);
  const at::Tensor y = at::arange(r.top, r.top + r.height, options).sub_(blob.y - 0.5);
  const double c = std::cos(blob.angle), s = std::sin(blob.angle);
  at::Tensor u = (y * (s / longAxis)).unsqueeze(1) + (x * (c / longAxis)).unsqueeze(0);
  at::Tensor v = (y * (c / shortAxis)).unsqueeze(1) + (x * (-s / shortAxis)).unsqueeze(0);

  // Large blobs take the coarse displacement, small ones the fine.
  const double cells = static_cast<double>(side_) / blob.radius;
  const std::size_t scale = cells < 8 ? 0 : cells < 18 ? 2 : 4;
  const auto at = [&](std::size_t i) {
    return displacements_[i].narrow(0, r.top, r.height).narrow(1, r.left, r.width);
  };
  u.add_(at(scale), blob.bend);
  v.add_(at(scale + 1), blob.bend);
  return u.mul_(u).add_(v.mul_(v));
}

void drawPartition(TissueMap& map, std::int64_t regions) {
  Random& random = map.random();
  const double cells = random.logUniform(2, 8);
  const auto field = [&] {
    return smoothNoise(random, map.side(), cells * random.uniform(0.7, 1.4)).to(map.device());
  };
  at::Tensor best = field();
  for (std::int64_t i = 1; i < regions; ++i) {
    const at::Tensor next = field();
    map.paint(next > best, map.someTissue(0.8));
    best = at::maximum(best, next);
  }
}

void drawBody(TissueMap& map) {
  Random& random = map.random();
  const auto side = static_cast<double>(map.side());
  const std::uint8_t air = map.newTissue();
  const TissueMap::Blob outline{.x = side * random.uniform(0.42, 0.58),
                                .y = side * random.uniform(0.42, 0.58),
                                .radius = side * random.uniform(0.28, 0.52),
                                .aspect = random.logUniform(1, 1.6),
                                .angle = random.chance(0.7) ? 0.0 : std::numbers::pi / 2,
                                .bend = random.uniform(0, 0.16)};
  drawPartition(map, 1 + random.below(4));
  const at::Tensor distance = map.distance(outline);
  map.paint(distance > 1, air);
  double outer = 1;
  for (std::int64_t rim = random.below(4); rim > 0; --rim) {
    const double next =
        outer - std::max(random.logUniform(0.02, 0.12), 2.5 * map.pixels(1) / outline.radius);
    map.paint((distance <= outer * outer).logical_and_(distance > next * next), map.newTissue());
    outer = next;
  }
}

void drawBlobs(TissueMap& map, const BlobCrowd& crowd) {
  Random& random = map.random();
  std::vector<double> radii;
  for (std::int64_t i = 0; i < crowd.count; ++i)
    radii.push_back(map.pixels(random.logUniform(crowd.smallest, crowd.largest)));
  std::ranges::sort(radii, std::greater<>());
  for (const double radius : radii) {
    const TissueMap::Window window = map.window(randomBlob(map, radius));
    if (!window.distance.defined()) continue;
    map.paint(window, window.distance < 1, map.someTissue(crowd.newTissue));
    if (random.chance(0.35)) drawInside(map, window, radius, crowd.newTissue);
  }
}

}  // namespace limn::nn
