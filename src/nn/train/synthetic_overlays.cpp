// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/synthetic_overlays.h"

#include "components.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace limn::nn {

namespace {

/// A pen that paints squares of one colour.
class Pen {
 public:
  Pen(Random& random, at::Tensor rgb) : rgb_(std::move(rgb)), side_(rgb_.size(2)) {
    constexpr std::array<std::array<double, 3>, 4> kColours{
        {{255, 255, 255}, {255, 230, 60}, {80, 255, 120}, {210, 210, 210}}};
    colour_ = kColours[static_cast<std::size_t>(random.below(4))];
  }
  void rectangle(double x, double y, double width, double height) const {
    const auto clamp = [&](double at) {
      return std::clamp<std::int64_t>(std::llround(at), 0, side_);
    };
    const std::int64_t left = clamp(x), top = clamp(y);
    const std::int64_t w = clamp(x + width) - left, h = clamp(y + height) - top;
    for (std::int64_t c = 0; c < 3; ++c)
      rgb_[c].narrow(0, top, h).narrow(1, left, w).fill_(colour_[static_cast<std::size_t>(c)]);
  }
  void cross(double x, double y, double arm) const {
    rectangle(x - arm, y, 2 * arm + 1, 1);
    rectangle(x, y - arm, 1, 2 * arm + 1);
  }

 private:
  at::Tensor rgb_;
  std::int64_t side_;
  std::array<double, 3> colour_{};
};

/// Calipers from end to end of a mask's box, along or across.
void drawCalipers(Random& random, const Pen& pen, const at::Tensor& mask) {
  const PixelBox box = largestComponentBox(mask);
  const auto x0 = static_cast<double>(box.x0), x1 = static_cast<double>(box.x1);
  const auto y0 = static_cast<double>(box.y0), y1 = static_cast<double>(box.y1);
  const bool along = random.chance(0.5);
  const double fromX = along ? x0 : (x0 + x1) / 2, toX = along ? x1 : fromX;
  const double fromY = along ? (y0 + y1) / 2 : y0, toY = along ? fromY : y1;
  const double arm = random.uniform(2, 4);
  pen.cross(fromX, fromY, arm);
  pen.cross(toX, toY, arm);
  if (random.chance(0.5)) return;
  const double length = std::max(toX - fromX, toY - fromY);
  for (double at = 4; at < length; at += 4)
    pen.rectangle(fromX + (toX - fromX) * at / length, fromY + (toY - fromY) * at / length, 1, 1);
}

/// Words of bars as narrow as letters.
void drawText(Random& random, const Pen& pen, double side) {
  const double x = side * random.uniform(0.01, 0.6), size = side * random.uniform(0.015, 0.03);
  double y = side * (random.chance(0.5) ? random.uniform(0.01, 0.1) : random.uniform(0.8, 0.95));
  for (std::int64_t line = 1 + random.below(3); line > 0; --line, y += 2 * size) {
    for (double at = x; at < std::min(side, x + size * 12); at += size) {
      if (random.chance(0.25)) continue;
      pen.rectangle(at, y, 1, size);
      pen.rectangle(at, y + size * static_cast<double>(random.below(3)) / 2, 0.6 * size, 1);
    }
  }
}

}  // namespace

void addMarks(Random& random, const at::Tensor& rgb, const at::Tensor& masks) {
  const Pen pen(random, rgb);
  if (masks.size(0) > 0 && random.chance(0.7))
    drawCalipers(random, pen, masks[random.below(masks.size(0))]);
  if (random.chance(0.6)) drawText(random, pen, static_cast<double>(rgb.size(2)));
}

}  // namespace limn::nn
