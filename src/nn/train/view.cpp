// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/view.h"

#include "preprocess.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace limn::nn {

namespace {

struct Point {
  double x = 0, y = 0;
};

/// The part of the picture to show, in its own pixels.
struct Target {
  Point centre;
  double zoom = 1;  // over SAM-Med2D's scale
};

struct Extent {
  double width = 0, height = 0;
  Point centre;
};

/// Of one label, chosen by a random pixel of a random plane that is not 0 there.
Extent someLabel(Random& random, const at::Tensor& masks) {
  const std::int64_t height = masks.size(1), width = masks.size(2), pixels = height * width;
  const auto* plane = masks.data_ptr<std::uint8_t>() + random.below(masks.size(0)) * pixels;
  std::array<std::int64_t, 256> left{}, right{}, top{}, bottom{};
  left.fill(width);
  std::vector<std::uint8_t> labels;
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const std::uint8_t id = plane[y * width + x];
      if (id == 0) continue;
      if (left[id] == width) {
        labels.push_back(id);
        top[id] = y;
      }
      left[id] = std::min(left[id], x);
      right[id] = std::max(right[id], x + 1);
      bottom[id] = y + 1;
    }
  }
  const auto w = static_cast<double>(width), h = static_cast<double>(height);
  if (labels.empty()) return {w, h, {w / 2, h / 2}};
  const std::uint8_t id =
      labels[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(labels.size())))];
  const auto x0 = static_cast<double>(left[id]), x1 = static_cast<double>(right[id]);
  const auto y0 = static_cast<double>(top[id]), y1 = static_cast<double>(bottom[id]);
  return {x1 - x0, y1 - y0, {(x0 + x1) / 2, (y0 + y1) / 2}};
}

/// `step` is how many pixels of the picture one of the input spans without zoom.
Target randomTarget(Random& random, const at::Tensor& masks, const Point& step, double side) {
  const auto width = static_cast<double>(masks.size(2));
  const auto height = static_cast<double>(masks.size(1));
  // A small picture lies in a frame: half of the time it is enlarged to fill it.
  const double filling = std::min(side * step.x / width, side * step.y / height);
  const double fill = random.chance(0.5) ? std::max(1.0, filling) : 1.0;
  const double kind = random.uniform();
  if (kind < 0.3) return {{width / 2, height / 2}, fill * random.logUniform(0.8, 1.15)};
  if (kind < 0.5) {
    const double zoom = fill * random.logUniform(1, 3);
    return {{random.uniform(0.3, 0.7) * width, random.uniform(0.3, 0.7) * height}, zoom};
  }
  constexpr double kMostZoom = 8;
  const Extent object = someLabel(random, masks);
  const double span = std::max({object.width / step.x, object.height / step.y, 1.0});
  const double share = random.logUniform(0.06, 0.9);
  const double zoom = std::clamp(share * side / span, 0.6, kMostZoom);
  const double reach = 0.4 * side / zoom;
  return {{object.centre.x + random.uniform(-1, 1) * reach * step.x,
           object.centre.y + random.uniform(-1, 1) * reach * step.y},
          zoom};
}

/// The centre of a view of length `view` on a picture of length `length` that shows as little as it
/// can of what is beyond.
double withinPicture(double centre, double view, double length) {
  return view >= length ? length / 2 : std::clamp(centre, view / 2, length - view / 2);
}

}  // namespace

View randomView(Random& random, const at::Tensor& masks, std::int64_t side) {
  const std::int64_t height = masks.size(1), width = masks.size(2);
  const InputFrame frame = samMed2dFrame(height, width, side);
  Point step{static_cast<double>(width) / static_cast<double>(frame.inputWidth),
             static_cast<double>(height) / static_cast<double>(frame.inputHeight)};
  if (random.chance(0.3)) step.x = step.y = std::sqrt(step.x * step.y);
  const auto s = static_cast<double>(side);
  Target target = randomTarget(random, masks, step, s);
  if (random.chance(0.8)) {
    target.centre = {
        withinPicture(target.centre.x, s * step.x / target.zoom, static_cast<double>(width)),
        withinPicture(target.centre.y, s * step.y / target.zoom, static_cast<double>(height))};
  }
  const double stretch = random.chance(0.4) ? random.logUniform(0.85, 1.18) : 1.0;
  const double angle = (random.chance(0.4) ? random.uniform(-0.35, 0.35) : 0.0) +
                       std::numbers::pi / 2 * (random.chance(0.3) ? 1.0 : 0.0);
  const double flipX = random.chance(0.5) ? -1 : 1, flipY = random.chance(0.25) ? -1 : 1;
  const double sx = step.x * stretch / target.zoom * flipX;
  const double sy = step.y / stretch / target.zoom * flipY;
  const Placement place{target.centre.x, target.centre.y, sx, sy, angle};
  return viewAt(place, height, width, side,
                random.chance(0.35) ? Sampling::Nearest : Sampling::Bilinear);
}

}  // namespace limn::nn
