// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draft/picture_region.h"

#include <algorithm>
#include <cmath>

namespace limn::batch {
namespace {

std::int64_t placed(std::int64_t low, std::int64_t high, std::int64_t side, std::int64_t length) {
  const std::int64_t centred = (low + high - side) / 2;
  return length <= side ? (length - side) / 2 : std::clamp<std::int64_t>(centred, 0, length - side);
}

/// Black beyond the picture.
double sample(const core::SlicePicture& picture, std::int64_t x, std::int64_t y,
              std::size_t channel) {
  if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return 0;
  return picture.rgb[static_cast<std::size_t>((y * picture.width + x) * 3) + channel];
}

}  // namespace

PictureRegion regionAround(const Mask& mask, double margin, std::int64_t leastSide) {
  const PixelBox box = mask.bounds();
  const std::int64_t extent = std::max(box.x1 - box.x0, box.y1 - box.y0);
  const std::int64_t wanted = extent + 2 * std::llround(margin * static_cast<double>(extent));
  const std::int64_t side =
      std::min(std::max(wanted, leastSide), std::max(mask.width(), mask.height()));
  return {placed(box.x0, box.x1, side, mask.width()), placed(box.y0, box.y1, side, mask.height()),
          side};
}

core::SlicePicture cutRegion(const core::SlicePicture& picture, const PictureRegion& region,
                             std::int64_t side) {
  core::SlicePicture cut{side, side,
                         std::vector<std::uint8_t>(static_cast<std::size_t>(side * side * 3))};
  const double step = static_cast<double>(region.side) / static_cast<double>(side);
  std::size_t at = 0;
  for (std::int64_t y = 0; y < side; ++y) {
    const double py = static_cast<double>(region.y) + (static_cast<double>(y) + 0.5) * step - 0.5;
    const auto y0 = static_cast<std::int64_t>(std::floor(py));
    const double v = py - static_cast<double>(y0);
    for (std::int64_t x = 0; x < side; ++x) {
      const double px = static_cast<double>(region.x) + (static_cast<double>(x) + 0.5) * step - 0.5;
      const auto x0 = static_cast<std::int64_t>(std::floor(px));
      const double u = px - static_cast<double>(x0);
      for (std::size_t channel = 0; channel < 3; ++channel) {
        const double above =
            (1 - u) * sample(picture, x0, y0, channel) + u * sample(picture, x0 + 1, y0, channel);
        const double below = (1 - u) * sample(picture, x0, y0 + 1, channel) +
                             u * sample(picture, x0 + 1, y0 + 1, channel);
        cut.rgb[at++] = static_cast<std::uint8_t>(std::lround((1 - v) * above + v * below));
      }
    }
  }
  return cut;
}

Mask toRegion(const Mask& mask, const PictureRegion& region, std::int64_t side) {
  Mask cut(side, side);
  for (std::int64_t y = 0; y < side; ++y) {
    const std::int64_t py = region.y + (2 * y + 1) * region.side / (2 * side);
    if (py < 0 || py >= mask.height()) continue;
    for (std::int64_t x = 0; x < side; ++x) {
      const std::int64_t px = region.x + (2 * x + 1) * region.side / (2 * side);
      if (px >= 0 && px < mask.width() && mask.test(px, py)) cut.set(x, y);
    }
  }
  return cut;
}

Mask fromRegion(const Mask& mask, const PictureRegion& region, std::int64_t width,
                std::int64_t height) {
  Mask whole(width, height);
  for (std::int64_t y = std::max<std::int64_t>(0, region.y);
       y < std::min(height, region.y + region.side); ++y) {
    const std::int64_t cy = (2 * (y - region.y) + 1) * mask.height() / (2 * region.side);
    for (std::int64_t x = std::max<std::int64_t>(0, region.x);
         x < std::min(width, region.x + region.side); ++x) {
      const std::int64_t cx = (2 * (x - region.x) + 1) * mask.width() / (2 * region.side);
      if (mask.test(cx, cy)) whole.set(x, y);
    }
  }
  return whole;
}

}  // namespace limn::batch
