// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/cell_field.h"
#include "train/noise.h"
#include "train/synthetic_scenes.h"
#include "train/synthetic_shapes.h"
#include "train/synthetic_texture.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/where.h>

#include <algorithm>
#include <numbers>

namespace limn::nn {

namespace {

constexpr std::int64_t kMostCells = 200;

/// Colours of one stain: what is between the cells, their bodies, their nuclei, and empty glass.
struct Stain {
  Colour ground, body, nucleus, glass;
};

Stain randomStain(Random& random) {
  const auto around = [&](Colour colour, double spread) {
    for (double& value : colour)
      value += random.uniform(-spread, spread);
    return colour;
  };
  if (random.chance(0.75)) {  // haematoxylin and eosin
    return {around({0.85, 0.62, 0.78}, 0.1), around({0.68, 0.42, 0.68}, 0.1),
            around({0.36, 0.22, 0.52}, 0.1), around({0.95, 0.93, 0.95}, 0.04)};
  }
  return {around({0.75, 0.7, 0.62}, 0.12), around({0.6, 0.5, 0.4}, 0.12),
          around({0.3, 0.28, 0.5}, 0.12), around({0.92, 0.92, 0.93}, 0.05)};
}

/// Glands: a wall of cells around a lumen.
void drawGlands(TissueMap& map, std::uint8_t wall, std::uint8_t lumen) {
  Random& random = map.random();
  const auto side = static_cast<double>(map.side());
  for (std::int64_t i = random.below(9); i > 0; --i) {
    const TissueMap::Blob gland{.x = side * random.uniform(),
                                .y = side * random.uniform(),
                                .radius = map.pixels(random.logUniform(14, 60)),
                                .aspect = random.logUniform(1, 2.5),
                                .angle = random.uniform(0, std::numbers::pi),
                                .bend = random.uniform(0.1, 0.5)};
    const TissueMap::Window window = map.window(gland);
    if (!window.distance.defined()) continue;
    map.paint(window, window.distance < 1, wall);
    const double inner = std::max(0.2, 1 - map.pixels(random.uniform(5, 14)) / gland.radius);
    if (random.chance(0.8)) map.paint(window, window.distance < inner * inner, lumen);
    map.addWhole(window, window.distance < 1);
  }
}

/// Nuclei stained into a picture [3, S, S].
void addNuclei(TissueMap& map, at::Tensor& picture, const Colour& colour) {
  Random& random = map.random();
  const double radius = map.pixels(random.logUniform(2.2, 9));
  CellField field(map.side());
  const auto most = static_cast<double>(map.side() * map.side()) / (radius * radius * 9);
  const auto cells =
      growCells(random, map.side(),
                {.count = std::min<std::int64_t>(
                     kMostCells, static_cast<std::int64_t>(most * random.logUniform(0.1, 1.0))),
                 .radius = radius,
                 .spread = random.uniform(0.05, 0.3),
                 .clumping = random.uniform(0, 0.8)});
  const std::uint8_t nucleus = map.newTissue();
  for (const Cell& cell : cells)
    field.draw(cell, nucleus);
  const at::Tensor drawn = field.numbers().to(map.device());
  map.paint(drawn > 0, nucleus);
  const double cover = random.uniform(0.6, 1);
  const at::Tensor strength =
      drawn.gt(0).to(at::kFloat).mul_(field.depths().to(map.device()).mul_(0.3).add_(cover - 0.2));
  const at::Tensor chromatin = fractalNoise(random, map.side(), {40, 128, 0.9}).to(map.device());
  for (std::int64_t c = 0; c < 3; ++c) {
    const double shade = colour[static_cast<std::size_t>(c)];
    picture[c].add_(chromatin.mul(0.05).add_(shade).sub_(picture[c]).mul_(strength));
  }
}

}  // namespace

at::Tensor fluorescencePicture(TissueMap& map) {
  Random& random = map.random();
  const std::int64_t side = map.side();
  const double radius = map.pixels(random.logUniform(3.5, 18));
  const auto most = static_cast<double>(side * side) / (radius * radius * 8);
  const auto cells =
      growCells(random, side,
                {.count = std::clamp<std::int64_t>(
                     static_cast<std::int64_t>(most * random.logUniform(0.1, 1.0)), 3, kMostCells),
                 .radius = radius,
                 .spread = random.uniform(0.05, 0.4),
                 .clumping = random.uniform(0, 0.8)});
  CellField field(side);
  map.paint(map.map().gt(0), 0);
  for (const Cell& cell : cells)
    field.draw(cell, map.newTissue());
  const at::Tensor numbers = field.numbers().to(map.device());
  map.paint(numbers > 0, 1);
  map.map().copy_(numbers);

  const GreyRange range{random.uniform(0.05, 0.4), random.uniform(0.4, 1)};
  const at::Tensor cellsGrey = greyTissues(map, range)[0];
  const double rim = random.uniform(0.3, 1);
  const at::Tensor shape = field.depths().to(map.device()).sqrt_().mul_(1 - rim).add_(rim);
  const at::Tensor ground =
      smoothNoise(random, side, 3).to(map.device()).mul_(0.01).add_(random.uniform(0.01, 0.1));
  const at::Tensor picture = at::where(numbers > 0, cellsGrey.mul(shape).add_(ground), ground);
  const at::Tensor scan = scanned(map, picture.unsqueeze(0), 0.3 * range.high);
  return random.chance(0.2) ? random.uniform(0.75, 1) - scan * 0.7 : scan;
}

at::Tensor stainedPicture(TissueMap& map) {
  Random& random = map.random();
  const Stain stain = randomStain(random);
  std::vector<Colour> colours{stain.ground, stain.ground};
  const std::uint8_t body = map.newTissue(), glass = map.newTissue();
  colours.insert(colours.end(), {stain.body, stain.glass});
  if (random.chance(0.4)) {
    const at::Tensor field = smoothNoise(random, map.side(), random.uniform(2, 6));
    map.paint(field.to(map.device()) > random.uniform(0.6, 2), glass);
  }
  if (random.chance(0.6)) {
    drawGlands(map, body, glass);
  } else {
    drawBlobs(map, {.count = random.below(12), .smallest = 12, .largest = 50, .newTissue = 0});
  }
  at::Tensor picture = colourTissues(map, colours, random.uniform(0.03, 0.12));
  addNuclei(map, picture, stain.nucleus);
  return scanned(map, picture, 0.1);
}

}  // namespace limn::nn
