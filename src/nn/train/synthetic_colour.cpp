// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/noise.h"
#include "train/strokes.h"
#include "train/synthetic_scenes.h"
#include "train/synthetic_shapes.h"
#include "train/synthetic_texture.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace limn::nn {

namespace {

Colour around(Random& random, Colour colour, double spread) {
  for (double& value : colour)
    value += random.uniform(-spread, spread);
  return colour;
}

Colour times(Colour colour, double factor) {
  for (double& value : colour)
    value *= factor;
  return colour;
}

TissueMap::Blob blobWithin(TissueMap& map, double radius, double margin) {
  Random& random = map.random();
  const auto side = static_cast<double>(map.side());
  return {.x = side * random.uniform(margin, 1 - margin),
          .y = side * random.uniform(margin, 1 - margin),
          .radius = map.pixels(radius),
          .aspect = random.logUniform(1, 1.6),
          .angle = random.uniform(0, std::numbers::pi),
          .bend = random.uniform(0.02, 0.35)};
}

/// Light that falls off from a point: [S, S], about 1.
at::Tensor lamp(TissueMap& map, double falloff) {
  TissueMap::Blob beam = blobWithin(map, 150, 0.3);
  beam.bend = 0;
  return map.distance(beam).mul_(-falloff).add_(1 + 0.4 * falloff).clamp_min_(0.05);
}

/// Black beyond the round or cut field of view; no targets there.
void cutField(TissueMap& map, at::Tensor& picture, const TissueMap::Blob& field) {
  const at::Tensor outside = map.distance(field) > 1;
  picture.masked_fill_(outside, 0.01);
  map.paint(outside, 0);
}

TissueMap::Blob roundField(TissueMap& map, double low, double high) {
  const auto side = static_cast<double>(map.side());
  return {.x = side * map.random().uniform(0.46, 0.54),
          .y = side * map.random().uniform(0.46, 0.54),
          .radius = side * map.random().uniform(low, high),
          .bend = 0};
}

/// Wet surfaces mirror the lamp in small white spots.
void addGlints(TissueMap& map, at::Tensor& picture) {
  Random& random = map.random();
  for (std::int64_t i = random.below(10); i > 0; --i) {
    const TissueMap::Window glint = map.window(blobWithin(map, random.logUniform(1.2, 5), 0.15));
    for (std::int64_t c = 0; c < 3; ++c)
      TissueMap::under(glint, picture[c]).masked_fill_(glint.distance < 1, 1);
  }
}

void drawHairs(TissueMap& map, at::Tensor& picture) {
  Random& random = map.random();
  const auto side = static_cast<double>(map.side());
  Strokes hairs(map.side());
  for (std::int64_t i = random.below(12); i > 0; --i) {
    drawTube(random, hairs,
             {.x = side * random.uniform(),
              .y = side * random.uniform(),
              .angle = random.uniform(0, 2 * std::numbers::pi),
              .radius = map.pixels(random.uniform(0.6, 1.6))},
             0.02);
  }
  picture.masked_fill_(hairs.drawn().to(map.device()), random.uniform(0.05, 0.3));
}

/// Vessels that leave a point in all directions.
void drawFundusVessels(TissueMap& map, const TissueMap::Blob& disc, std::uint8_t tissue) {
  Random& random = map.random();
  Strokes strokes(map.side());
  const double thickest = map.pixels(random.uniform(1.2, 3.2));
  for (std::int64_t i = 4 + random.below(5); i > 0; --i) {
    drawTree(random, strokes,
             {.x = disc.x,
              .y = disc.y,
              .angle = random.uniform(0, 2 * std::numbers::pi),
              .radius = thickest},
             {.thinnest = map.pixels(0.6), .wander = 0.06, .length = 18, .forks = 14});
  }
  map.paint(strokes.drawn().to(map.device()), tissue);
}

}  // namespace

at::Tensor fundusPicture(TissueMap& map) {
  Random& random = map.random();
  const Colour ground = around(random, {0.72, 0.36, 0.18}, 0.12);
  const std::uint8_t disc = map.newTissue(), cup = map.newTissue(), vessel = map.newTissue();
  const std::uint8_t exudate = map.newTissue(), blood = map.newTissue();
  const std::vector<Colour> colours{ground,
                                    ground,
                                    around(random, {0.95, 0.7, 0.35}, 0.07),
                                    around(random, {1.0, 0.85, 0.55}, 0.06),
                                    times(ground, random.uniform(0.5, 0.8)),
                                    around(random, {0.95, 0.75, 0.3}, 0.06),
                                    times(ground, random.uniform(0.4, 0.65))};
  const auto spots = [&](std::uint8_t tissue) {
    for (std::int64_t i = random.chance(0.4) ? random.below(14) : 0; i > 0; --i) {
      const TissueMap::Window spot = map.window(blobWithin(map, random.logUniform(2.5, 12), 0.15));
      map.paint(spot, spot.distance < 1, tissue);
    }
  };
  TissueMap::Blob nerve = blobWithin(map, random.uniform(12, 32), 0.25);
  nerve.bend = random.uniform(0, 0.08);
  nerve.aspect = random.logUniform(1, 1.2);
  const TissueMap::Window head = map.window(nerve);
  map.paint(head, head.distance < 1, disc);
  map.paint(head, head.distance < random.uniform(0.1, 0.4), cup);
  drawFundusVessels(map, nerve, vessel);
  map.addWhole(head, head.distance < 1);
  spots(exudate);
  spots(blood);
  at::Tensor picture = colourTissues(map, colours, random.uniform(0.02, 0.08));
  const TissueMap::Window macula = map.window(blobWithin(map, random.uniform(20, 40), 0.3));
  const at::Tensor shade =
      (1 - macula.distance).clamp_min_(0).mul_(-random.uniform(0.1, 0.45)).add_(1);
  for (std::int64_t c = 0; c < 3; ++c)
    TissueMap::under(macula, picture[c]).mul_(shade);
  picture = scanned(map, picture.mul_(lamp(map, random.uniform(0.05, 0.3))), 0.08);
  if (random.chance(0.85)) cutField(map, picture, roundField(map, 0.42, 0.56));
  return picture;
}

at::Tensor endoscopyPicture(TissueMap& map) {
  Random& random = map.random();
  const Colour mucosa = around(random, {0.75, 0.42, 0.33}, 0.13);
  std::vector<Colour> colours{mucosa, mucosa};
  at::Tensor light = lamp(map, random.uniform(0.1, 0.5));
  const at::Tensor folds = smoothNoise(random, map.side(), random.uniform(3, 8)).abs_();
  light.mul_(folds.to(map.device()).mul_(random.uniform(0.02, 0.2)).add_(0.9));
  if (random.chance(0.4)) {  // the way ahead lies in the dark
    const TissueMap::Window lumen = map.window(blobWithin(map, random.uniform(20, 60), 0.2));
    TissueMap::under(lumen, light)
        .mul_(lumen.distance.clamp(0, 1).mul_(0.8).add_(random.uniform(0.05, 0.2)));
  }
  for (std::int64_t i = 1 + random.below(3); i > 0; --i) {
    const TissueMap::Window polyp = map.window(blobWithin(map, random.logUniform(10, 75), 0.1));
    map.paint(polyp, polyp.distance < 1, map.newTissue());
    colours.push_back(around(random, times(mucosa, random.uniform(0.85, 1.2)), 0.08));
    map.addWhole(polyp, polyp.distance < 1);
    // Round towards the light, dark at its rim.
    TissueMap::under(polyp, light)
        .mul_((1 - polyp.distance)
                  .clamp(0, 1)
                  .sqrt_()
                  .mul_(random.uniform(0.1, 0.4))
                  .add_(0.85)
                  .masked_fill_(polyp.distance > 1, 1)
                  .masked_fill_(polyp.distance.sub(1.12).abs_() < 0.12, random.uniform(0.6, 0.95)));
  }
  at::Tensor picture = colourTissues(map, colours, random.uniform(0.02, 0.1));
  picture = blurred(picture.mul_(light), random.uniform(0.5, 1.5));
  addGlints(map, picture);
  picture = scanned(map, picture, 0.05);
  if (random.chance(0.7)) {
    TissueMap::Blob field = roundField(map, 0.46, 0.6);
    if (random.chance(0.7)) field.outline = TissueMap::Outline::Box;
    cutField(map, picture, field);
  }
  return picture;
}

at::Tensor dermoscopyPicture(TissueMap& map) {
  Random& random = map.random();
  const Colour skin = around(random, {0.82, 0.65, 0.58}, 0.12);
  std::vector<Colour> colours{skin, skin};
  for (std::int64_t i = 1 + random.below(2); i > 0; --i) {
    const TissueMap::Window lesion = map.window(blobWithin(map, random.logUniform(14, 95), 0.2));
    map.paint(lesion, lesion.distance < 1, map.newTissue());
    const Colour brown = around(random, times(skin, random.uniform(0.35, 0.85)), 0.06);
    colours.push_back(brown);
    map.addWhole(lesion, lesion.distance < 1);
    if (random.chance(0.5)) {
      map.paint(lesion, lesion.distance < random.uniform(0.1, 0.5), map.newTissue());
      colours.push_back(times(brown, random.uniform(0.6, 1.2)));
    }
  }
  at::Tensor picture = colourTissues(map, colours, random.uniform(0.02, 0.12));
  picture = blurred(picture, random.uniform(0.8, 3));
  if (random.chance(0.5)) drawHairs(map, picture);
  picture = scanned(map, picture.mul_(lamp(map, random.uniform(0, 0.25))), 0.05);
  if (random.chance(0.25)) cutField(map, picture, roundField(map, 0.5, 0.65));
  return picture;
}

}  // namespace limn::nn
