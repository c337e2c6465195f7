// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/synthetic_shapes.h"

#include "train/noise.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/maximum.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace limn::nn {

namespace {

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

/// What lies within a blob besides its tissue; then the blob with it is an object, too.
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
  if (random.chance(0.5)) map.addWhole(window, window.distance < 1);
}

void drawBlob(TissueMap& map, const TissueMap::Blob& blob, const BlobCrowd& crowd) {
  const TissueMap::Window window = map.window(blob);
  if (!window.distance.defined()) return;
  map.paint(window, window.distance < 1, map.someTissue(crowd.newTissue));
  if (map.random().chance(0.3)) drawInside(map, window, blob.radius, crowd.newTissue);
}

at::Tensor between(const at::Tensor& depth, double from, double to) {
  return depth.ge(from).logical_and_(depth.lt(to));
}

}  // namespace

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

TissueMap::Blob drawBody(TissueMap& map) {
  Random& random = map.random();
  const auto side = static_cast<double>(map.side());
  const std::uint8_t air = map.newTissue(random.chance(0.85) ? Tone::Dark : Tone::Any);
  const TissueMap::Blob outline{.x = side * random.uniform(0.42, 0.58),
                                .y = side * random.uniform(0.42, 0.58),
                                .radius = side * random.uniform(0.26, 0.5),
                                .aspect = random.logUniform(1, 1.6),
                                .angle = random.chance(0.6) ? 0.0 : std::numbers::pi / 2,
                                .bend = random.uniform(0, 0.14)};
  drawPartition(map, 1 + random.below(4));
  const at::Tensor distance = map.distance(outline);
  map.paint(distance > 1, air);
  if (random.chance(0.3)) map.addWhole(distance < 1);
  double outer = 1;
  for (std::int64_t rim = random.below(4); rim > 0; --rim) {
    const double next =
        outer - std::max(random.logUniform(0.02, 0.12), map.pixels(2.5) / outline.radius);
    const Tone tone = random.chance(0.3) ? Tone::Bright : Tone::Any;
    map.paint(between(distance, next * next, outer * outer), map.newTissue(tone));
    outer = next;
  }
  return outline;
}

void drawBlobs(TissueMap& map, const BlobCrowd& crowd) {
  Random& random = map.random();
  std::vector<double> radii;
  for (std::int64_t i = 0; i < crowd.count; ++i)
    radii.push_back(map.pixels(random.logUniform(crowd.smallest, crowd.largest)));
  std::ranges::sort(radii, std::greater<>());
  for (const double radius : radii) {
    TissueMap::Blob blob = randomBlob(map, radius);
    drawBlob(map, blob, crowd);
    if (crowd.mirror && random.chance(0.7)) {
      blob.x = 2 * *crowd.mirror - blob.x;
      blob.angle = -blob.angle;
      blob.radius *= random.uniform(0.85, 1.15);
      drawBlob(map, blob, crowd);
    }
  }
}

void drawBones(TissueMap& map, std::int64_t count) {
  Random& random = map.random();
  const std::uint8_t cortex = map.newTissue(Tone::Bright), marrow = map.newTissue();
  for (std::int64_t i = 0; i < count; ++i) {
    TissueMap::Blob bone = randomBlob(map, map.pixels(random.logUniform(5, 40)));
    bone.outline = random.chance(0.4) ? TissueMap::Outline::Box : TissueMap::Outline::Ellipse;
    const TissueMap::Window window = map.window(bone);
    if (!window.distance.defined()) continue;
    map.paint(window, window.distance < 1, cortex);
    map.addWhole(window, window.distance < 1);
    const double shell = std::max(random.uniform(0.1, 0.35), map.pixels(2) / bone.radius);
    if (shell < 0.7) map.paint(window, window.distance < (1 - shell) * (1 - shell), marrow);
  }
}

void drawSpine(TissueMap& map) {
  Random& random = map.random();
  const auto side = static_cast<double>(map.side());
  const double pitch = side / random.uniform(4, 11), width = pitch * random.uniform(0.9, 1.5);
  const double middle = side * random.uniform(0.3, 0.7), sway = side * random.uniform(0, 0.12);
  const double turns = random.uniform(0.5, 1.2) * std::numbers::pi / side,
               phase = random.uniform(0, 2 * std::numbers::pi);
  const double filling = random.uniform(0.6, 0.85), beside = random.chance(0.5) ? 1 : -1;
  const std::uint8_t bone = map.newTissue(), disc = map.newTissue(), canal = map.newTissue();
  const std::uint8_t cord = map.newTissue();
  const auto part = [&](double at, double height, double shift, double wide) {
    return TissueMap::Blob{.x = middle + sway * std::sin(turns * at + phase) + shift,
                           .y = at,
                           .radius = std::sqrt(wide * height) / 2,
                           .aspect = wide / height,
                           .angle = -std::atan(sway * turns * std::cos(turns * at + phase)),
                           .bend = random.uniform(0.02, 0.1),
                           .outline = TissueMap::Outline::Box};
  };
  const auto draw = [&](const TissueMap::Blob& blob, std::uint8_t tissue) {
    const TissueMap::Window window = map.window(blob);
    if (window.distance.defined()) map.paint(window, window.distance < 1, tissue);
  };
  const double away = middle + beside * width * random.uniform(0.66, 0.8);
  const at::Tensor rows =
      at::arange(map.side(), at::TensorOptions(at::kFloat).device(map.device())).unsqueeze(1);
  const at::Tensor offset =
      (rows.t() - (rows * turns + phase).sin_().mul_(sway).add_(away)).abs_().div_(width);
  map.paint(offset < random.uniform(0.13, 0.17), canal);
  map.paint(offset < random.uniform(0.06, 0.09), cord);
  for (double at = random.uniform(-0.5, 0.5) * pitch; at < side + pitch; at += pitch) {
    draw(part(at + pitch / 2, pitch * (1.05 - filling), 0, width * 0.95), disc);
    draw(part(at, pitch * filling, 0, width), bone);
  }
}

void drawLayers(TissueMap& map, const at::Tensor& depth, const std::vector<double>& thicknesses) {
  double from = 0;
  for (const double thickness : thicknesses) {
    map.paint(between(depth, from, from + thickness), map.newTissue());
    from += thickness;
  }
}

at::Tensor wavyDepth(TissueMap& map) {
  Random& random = map.random();
  const at::Tensor wave = fractalNoise(random, map.side(), {random.uniform(1, 3), 12, 0.35});
  const at::Tensor rows =
      at::arange(map.side(), at::TensorOptions(at::kFloat).device(map.device())).unsqueeze(1);
  const double start = random.uniform(0.05, 0.6) * static_cast<double>(map.side());
  return rows + wave.to(map.device()).mul_(map.pixels(random.logUniform(2, 20))) - start;
}

void drawWall(TissueMap& map) {
  Random& random = map.random();
  TissueMap::Blob lumen = randomBlob(map, map.pixels(random.logUniform(12, 80)));
  lumen.aspect = random.logUniform(1, 2);
  lumen.bend = random.uniform(0.02, 0.3);
  const TissueMap::Window window = map.window(lumen);
  if (!window.distance.defined()) return;
  const at::Tensor depth = (1 - window.distance.sqrt()).mul_(lumen.radius);
  double from = 0;
  for (std::int64_t layer = 1 + random.below(4); layer >= 0; --layer) {
    map.paint(window, depth >= from, map.newTissue());
    from += std::max(map.pixels(random.logUniform(2, 10)), 2.0);
  }
  map.addWhole(window, depth >= 0);
}

}  // namespace limn::nn
