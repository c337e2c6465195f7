// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/noise.h"
#include "train/synthetic_scenes.h"
#include "train/synthetic_shapes.h"
#include "train/synthetic_texture.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/atan2.h>
#include <ATen/ops/grid_sampler_2d.h>
#include <ATen/ops/stack.h>

#include <cmath>
#include <optional>

namespace limn::nn {

namespace {

/// The fan that a curved probe sees, in pixels and radians around straight down.
struct Sector {
  double apexX = 0, apexY = 0, halfAngle = 0.6, nearest = 20, farthest = 250;
};

/// Nearest 1, bilinear 0; beyond the edge 0.
at::Tensor sampled(const at::Tensor& plane, const at::Tensor& x, const at::Tensor& y,
                   std::int64_t mode) {
  const at::Tensor grid = at::stack({x, y}, 2).unsqueeze(0);
  return at::grid_sampler_2d(plane.unsqueeze(0).unsqueeze(0), grid, mode, 0, false)
      .view({x.size(0), x.size(1)});
}

Sector randomSector(TissueMap& map) {
  Random& random = map.random();
  const auto side = static_cast<double>(map.side());
  Sector sector{.apexX = side * random.uniform(0.4, 0.6), .halfAngle = random.uniform(0.35, 0.8)};
  sector.nearest = side * random.uniform(0.02, 0.5);
  sector.apexY = side * random.uniform(0.0, 0.15) - sector.nearest;
  sector.farthest = sector.nearest + side * random.uniform(0.7, 1.0);
  return sector;
}

/// What is left of the sound at each pixel when tissue takes away `loss` per pixel of its way.
class Attenuation {
 public:
  Attenuation(TissueMap& map, const std::optional<Sector>& sector) {
    const std::int64_t side = map.side();
    if (!sector) return;
    const auto options = at::TensorOptions(at::kFloat).device(map.device());
    const at::Tensor x = at::arange(side, options).add_(0.5 - sector->apexX).unsqueeze(0);
    const at::Tensor y = at::arange(side, options).add_(0.5 - sector->apexY).unsqueeze(1);
    const at::Tensor angle = at::atan2(x.expand({side, side}), y.expand({side, side}));
    const at::Tensor range = (x * x + y * y).sqrt_();
    const double length = sector->farthest - sector->nearest;
    outside_ = angle.abs()
                   .gt(sector->halfAngle)
                   .logical_or_(range.lt(sector->nearest))
                   .logical_or_(range.gt(sector->farthest));
    ray_ = angle.div(sector->halfAngle);
    depth_ = range.sub(sector->nearest).mul_(2 / length).sub_(1);

    const double s = static_cast<double>(side);
    const at::Tensor turn =
        at::arange(side, options).add_(0.5).mul_(2 * sector->halfAngle / s).sub_(sector->halfAngle);
    const at::Tensor away =
        at::arange(side, options).add_(0.5).mul_(length / s).add_(sector->nearest).unsqueeze(1);
    x_ = (away * turn.sin().unsqueeze(0)).add_(sector->apexX).mul_(2 / s).sub_(1);
    y_ = (away * turn.cos().unsqueeze(0)).add_(sector->apexY).mul_(2 / s).sub_(1);
  }

  [[nodiscard]] at::Tensor of(const at::Tensor& loss) const {
    constexpr std::int64_t kBilinear = 0, kNearest = 1;
    if (!x_.defined()) return loss.cumsum(0).neg_().exp_();
    const at::Tensor along = sampled(loss, x_, y_, kNearest).cumsum(0).neg_().exp_();
    return sampled(along, ray_, depth_, kBilinear);
  }
  /// bool [S, S], undefined for a linear probe.
  [[nodiscard]] const at::Tensor& outside() const { return outside_; }

 private:
  at::Tensor outside_, ray_, depth_, x_, y_;
};

/// A large bright ring, as of a head before birth.
void drawSkull(TissueMap& map) {
  Random& random = map.random();
  const auto side = static_cast<double>(map.side());
  const TissueMap::Blob head{.x = side * random.uniform(0.35, 0.65),
                             .y = side * random.uniform(0.35, 0.65),
                             .radius = map.pixels(random.uniform(35, 90)),
                             .aspect = random.logUniform(1, 1.5),
                             .angle = random.uniform(-0.7, 0.7),
                             .bend = random.uniform(0, 0.08)};
  const TissueMap::Window window = map.window(head);
  map.paint(window, window.distance < 1, map.newTissue(Tone::Bright));
  const double inner = 1 - map.pixels(random.uniform(3, 8)) / head.radius;
  map.paint(window, window.distance < inner * inner, map.newTissue());
  map.addWhole(window, window.distance < 1);
}

void drawScene(TissueMap& map) {
  Random& random = map.random();
  drawPartition(map, 1 + random.below(3));
  if (random.chance(0.5)) {
    std::vector<double> layers;
    for (std::int64_t i = 1 + random.below(4); i > 0; --i)
      layers.push_back(map.pixels(random.logUniform(4, 25)));
    drawLayers(map, wavyDepth(map), layers);
  }
  if (random.chance(0.4)) drawBlobs(map, {.count = random.below(6), .smallest = 10});
  if (random.chance(0.35)) drawWall(map);
  if (random.chance(0.15)) drawSkull(map);
  const auto side = static_cast<double>(map.side());
  for (std::int64_t i = 1 + random.below(4); i > 0; --i) {
    const TissueMap::Window lesion = map.window({.x = side * random.uniform(0.15, 0.85),
                                                 .y = side * random.uniform(0.15, 0.85),
                                                 .radius = map.pixels(random.logUniform(6, 60)),
                                                 .aspect = random.logUniform(1, 2.2),
                                                 .angle = random.uniform(-0.5, 0.5),
                                                 .bend = random.uniform(0.03, 0.35)});
    if (lesion.distance.defined()) {
      map.paint(lesion, lesion.distance < 1,
                map.newTissue(random.chance(0.7) ? Tone::Dark : Tone::Any));
    }
  }
}

/// Bright surfaces that let little sound through, such as bone and stones.
at::Tensor drawReflectors(TissueMap& map) {
  Random& random = map.random();
  at::Tensor loss = map.map().eq(0).to(at::kFloat).mul_(0);
  const auto side = static_cast<double>(map.side());
  for (std::int64_t i = random.chance(0.5) ? 1 + random.below(3) : 0; i > 0; --i) {
    const TissueMap::Window bone = map.window({.x = side * random.uniform(),
                                               .y = side * random.uniform(0.15, 0.8),
                                               .radius = map.pixels(random.logUniform(5, 30)),
                                               .aspect = random.logUniform(1, 5),
                                               .angle = random.uniform(-0.4, 0.4),
                                               .bend = random.uniform(0.02, 0.2)});
    if (!bone.distance.defined()) continue;
    map.paint(bone, bone.distance < 1, map.newTissue(Tone::Bright));
    TissueMap::under(bone, loss).masked_fill_(bone.distance < 0.8, random.logUniform(0.03, 0.4));
  }
  return loss;
}

/// Fascia: bright streaks across the sound's way.
void addStreaks(TissueMap& map, at::Tensor& echo) {
  Random& random = map.random();
  const double height = random.uniform(2, 5);
  at::Tensor streaks = stretchedNoise(map, {height, random.uniform(20, 90)});
  streaks = streaks.add_(stretchedNoise(map, {2 * height, random.uniform(20, 60)})).sub_(0.6);
  echo.add_(streaks.clamp_min_(0).mul_(echo.clamp(0, 0.4)), random.uniform(0.1, 0.9));
}

}  // namespace

at::Tensor ultrasoundPicture(TissueMap& map) {
  Random& random = map.random();
  drawScene(map);
  at::Tensor loss = drawReflectors(map);
  const GreyRange range{0.02, random.uniform(0.25, 0.7)};
  at::Tensor echo = greyTissues(map, range)[0];
  if (random.chance(0.7)) addStreaks(map, echo);

  std::optional<Sector> sector;
  if (random.chance(0.55)) sector = randomSector(map);
  const Attenuation attenuation(map, sector);
  // Fluid (dark) lets more through than the gain along the depth makes up for.
  const auto s = static_cast<double>(map.side());
  loss.add_((echo - 0.5 * range.high).mul_(random.uniform(0, 3) / s))
      .add_(random.uniform(-0.3, 1) / s);
  echo.mul_(attenuation.of(loss));

  const Grain grain{random.uniform(1, 2.2), random.uniform(1.5, 5)};
  const at::Tensor re = stretchedNoise(map, grain), im = stretchedNoise(map, grain);
  const at::Tensor speckle = (re * re).add_(im.mul(im)).sqrt_();
  const double strength = random.uniform(0.2, 0.65);
  at::Tensor picture = echo.clamp_(0, 1).mul_(speckle.mul_(strength).add_(1 - strength));
  picture.add_(whiteNoise(random, {map.side(), map.side()}).to(map.device()),
               random.uniform(0, 0.015));
  picture = blurred(picture.unsqueeze(0), random.uniform(0.4, 0.9)).squeeze(0);
  if (attenuation.outside().defined()) {
    picture.masked_fill_(attenuation.outside(), 0);
    map.paint(attenuation.outside(), 0);
  }
  return picture.clamp_(0, 1).unsqueeze(0);
}

}  // namespace limn::nn
