// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/synthetic_scenes.h"

#include "train/noise.h"
#include "train/strokes.h"
#include "train/synthetic_shapes.h"
#include "train/synthetic_texture.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <numbers>

namespace limn::nn {

namespace {

at::Tensor greyScan(TissueMap& map) {
  Random& random = map.random();
  const GreyRange range = randomGreyRange(random);
  const at::Tensor picture = scanned(map, greyTissues(map, range), range.contrast());
  return random.chance(0.08) ? 1 - picture : picture;
}

void drawTubes(TissueMap& map, std::int64_t count) {
  Random& random = map.random();
  const auto side = static_cast<double>(map.side());
  for (std::int64_t i = 0; i < count; ++i) {
    Strokes strokes(map.side());
    const Branch start{.x = random.uniform(0, side),
                       .y = random.chance(0.5) ? 0.0 : side * random.uniform(),
                       .angle = random.uniform(0, std::numbers::pi),
                       .radius = map.pixels(random.logUniform(1.5, 9))};
    drawTube(random, strokes, start, random.logUniform(0.01, 0.12));
    map.paint(strokes.drawn().to(map.device()), map.someTissue(0.7));
  }
}

/// A tree of vessels from somewhere at the edge.
void drawVessels(TissueMap& map, double thickest, std::uint8_t tissue) {
  Random& random = map.random();
  const auto side = static_cast<double>(map.side());
  const double towards = random.uniform(0, 2 * std::numbers::pi);
  const Branch trunk{.x = side / 2 - 0.5 * side * std::cos(towards),
                     .y = side / 2 - 0.5 * side * std::sin(towards),
                     .angle = towards + random.uniform(-0.4, 0.4),
                     .radius = map.pixels(thickest)};
  Strokes strokes(map.side());
  drawTree(random, strokes, trunk,
           {.thinnest = map.pixels(thickest * random.uniform(0.2, 0.6)),
            .wander = random.logUniform(0.03, 0.15),
            .length = random.uniform(6, 16)});
  map.paint(strokes.drawn().to(map.device()), tissue);
}

/// Adds a smooth bump: 0 on a blob's outline and `strength` in its middle, steep at the edge when
/// `hardness` is near 1.
struct Bump {
  double strength, hardness;
};
void addBump(const at::Tensor& picture, const TissueMap::Window& window, const Bump& bump) {
  const at::Tensor depth = (1 - window.distance).clamp_min_(0);
  TissueMap::under(window, picture)
      .add_(bump.hardness > 0.5 ? depth.sqrt_() : depth.mul_(depth), bump.strength);
}

}  // namespace

at::Tensor anatomyPicture(TissueMap& map) {
  Random& random = map.random();
  std::optional<double> mirror;
  if (random.chance(0.6)) {
    const TissueMap::Blob body = drawBody(map);
    if (random.chance(0.5)) mirror = body.x;
  } else {
    drawPartition(map, 1 + random.below(6));
  }
  const double newTissue = random.uniform(0.2, 0.8);
  drawBlobs(
      map, {.count = 3 + random.below(mirror ? 12 : 20), .newTissue = newTissue, .mirror = mirror});
  if (random.chance(0.25)) drawWall(map);
  if (random.chance(0.25)) drawBones(map, 1 + random.below(6));
  if (random.chance(0.2)) drawTubes(map, 1 + random.below(4));
  if (random.chance(0.25)) {
    const double thickest = random.logUniform(1.5, 8);
    drawVessels(map, thickest, map.newTissue(random.chance(0.5) ? Tone::Bright : Tone::Any));
  }
  if (random.chance(0.45)) {
    drawBlobs(map, {.count = 4 + random.below(20),
                    .smallest = 3,
                    .largest = 9,
                    .newTissue = random.uniform(0, 0.3),
                    .mirror = mirror});
  }
  return greyScan(map);
}

at::Tensor spinePicture(TissueMap& map) {
  Random& random = map.random();
  if (random.chance(0.3)) {
    drawBody(map);
  } else {
    drawPartition(map, 2 + random.below(4));
  }
  drawBlobs(map, {.count = random.below(6), .largest = 40});
  drawSpine(map);
  if (random.chance(0.3)) drawBlobs(map, {.count = random.below(5), .smallest = 3, .largest = 9});
  return greyScan(map);
}

at::Tensor layeredPicture(TissueMap& map) {
  Random& random = map.random();
  const at::Tensor depth = wavyDepth(map);
  std::vector<double> thicknesses;
  for (std::int64_t i = 3 + random.below(7); i > 0; --i)
    thicknesses.push_back(map.pixels(random.logUniform(4, 28)));
  thicknesses.push_back(static_cast<double>(map.side()) * random.uniform(0.2, 1.5));
  map.paint(depth < 0, map.newTissue(Tone::Dark));
  drawLayers(map, depth, thicknesses);
  drawBlobs(map, {.count = random.below(10), .smallest = 3, .largest = 25});
  const GreyRange range = randomGreyRange(random);
  at::Tensor picture = greyTissues(map, range);
  const at::Tensor grain = stretchedNoise(map, {1, random.uniform(1, 3)});
  picture.mul_(grain.mul_(random.uniform(0.05, 0.4)).add_(1));
  return scanned(map, picture, 0.5 * range.contrast());
}

at::Tensor angiogramPicture(TissueMap& map) {
  Random& random = map.random();
  if (random.chance(0.5)) drawPartition(map, 1 + random.below(3));
  const bool capillaries = random.chance(0.4);
  const std::uint8_t vessel = map.newTissue(random.chance(0.8) ? Tone::Bright : Tone::Dark);
  for (std::int64_t i = 1 + random.below(capillaries ? 5 : 3); i > 0; --i)
    drawVessels(map, random.logUniform(1.5, capillaries ? 4 : 9), vessel);
  if (random.chance(0.3)) drawBlobs(map, {.count = random.below(8), .smallest = 4, .largest = 30});
  const GreyRange range = randomGreyRange(random);
  at::Tensor picture = greyTissues(map, range);
  if (capillaries) {
    // The foveal avascular zone: a hole in a net of capillaries.
    const auto side = static_cast<double>(map.side());
    const TissueMap::Window hole = map.window({.x = side * random.uniform(0.3, 0.7),
                                               .y = side * random.uniform(0.3, 0.7),
                                               .radius = map.pixels(random.logUniform(15, 60)),
                                               .aspect = random.logUniform(1, 1.5),
                                               .angle = random.uniform(0, std::numbers::pi),
                                               .bend = random.uniform(0.05, 0.3)});
    const at::Tensor net = smoothNoise(random, map.side(), random.uniform(40, 70)).abs_();
    at::Tensor bright = (1 - net.mul_(2.5)).clamp_min_(0).to(map.device());
    TissueMap::under(hole, bright).masked_fill_(hole.distance < 1, 0);
    TissueMap::under(hole, picture[0]).masked_fill_(hole.distance < 1, range.low);
    map.addWhole(hole, hole.distance < 1);
    picture.add_(bright, range.contrast() * random.uniform(0.3, 0.8));
  }
  return scanned(map, picture, range.contrast());
}

at::Tensor projectionPicture(TissueMap& map) {
  Random& random = map.random();
  const auto side = static_cast<double>(map.side());
  map.paint(map.map().gt(0), 0);  // shadows overlap: no pixel is one tissue
  at::Tensor picture = fractalNoise(random, map.side(), {2, 64, 0.6}).to(map.device());
  picture.mul_(random.uniform(0.01, 0.06)).add_(random.uniform(0.05, 0.3));
  const auto add = [&](double radius, double strength, double aspect) {
    const TissueMap::Window window = map.window({.x = side * random.uniform(),
                                                 .y = side * random.uniform(),
                                                 .radius = map.pixels(radius),
                                                 .aspect = aspect,
                                                 .angle = random.uniform(0, std::numbers::pi),
                                                 .bend = random.uniform(0.02, 0.3)});
    if (!window.distance.defined()) return;
    addBump(picture, window, {strength, random.uniform(0.3, 1)});
    map.addWhole(window, window.distance < 0.95);
  };
  for (std::int64_t i = 1 + random.below(4); i > 0; --i)
    add(random.uniform(40, 110), random.uniform(0.1, 0.35), random.logUniform(1, 2));
  for (std::int64_t i = 2 + random.below(8); i > 0; --i) {
    add(random.logUniform(4, 40), (random.chance(0.75) ? 1 : -1) * random.uniform(0.06, 0.3),
        random.logUniform(1, 3));
  }
  for (std::int64_t i = random.chance(0.4) ? random.below(9) : 0; i > 0; --i) {
    Strokes rib(map.side());
    drawTube(random, rib,
             {.x = 0.0,
              .y = side * random.uniform(),
              .angle = random.uniform(-0.6, 0.6),
              .radius = map.pixels(random.uniform(2, 8))},
             0.02);
    const at::Tensor drawn = rib.drawn().to(map.device());
    picture.add_(drawn.to(at::kFloat), random.uniform(0.05, 0.18));
    map.addWhole(drawn);
  }
  const at::Tensor scan = scanned(map, picture.unsqueeze(0), 0.2);
  return random.chance(0.2) ? 1 - scan : scan;
}

at::Tensor uptakePicture(TissueMap& map) {
  Random& random = map.random();
  const auto side = static_cast<double>(map.side());
  map.paint(map.map().gt(0), 0);
  at::Tensor picture = at::zeros({map.side(), map.side()}, at::kFloat).to(map.device());
  const auto spot = [&](double radius, double strength, double hardness) {
    const TissueMap::Window window = map.window({.x = side * random.uniform(0.15, 0.85),
                                                 .y = side * random.uniform(0.15, 0.85),
                                                 .radius = radius * side,
                                                 .aspect = random.logUniform(1, 1.8),
                                                 .angle = random.uniform(0, std::numbers::pi),
                                                 .bend = random.uniform(0.02, 0.3)});
    if (!window.distance.defined()) return;
    addBump(picture, window, {strength, hardness});
    if (hardness > 0.5) map.addWhole(window, window.distance < 0.9);
  };
  for (std::int64_t i = 1 + random.below(4); i > 0; --i)
    spot(random.uniform(0.25, 0.5), random.uniform(0.02, 0.15), 0);
  for (std::int64_t i = 1 + random.below(5); i > 0; --i)
    spot(random.logUniform(0.05, 0.22), random.logUniform(0.12, 0.9), 1);
  const at::Tensor grain = whiteNoise(random, {1, map.side(), map.side()}).to(map.device());
  const at::Tensor noise = blurred(grain, 0.8).mul_(random.uniform(0.1, 0.6)).add_(1);
  return blurred(picture.unsqueeze(0).mul(noise), random.uniform(0.6, 1.3)).clamp_(0, 1);
}

}  // namespace limn::nn
