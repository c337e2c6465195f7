// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mask/mask_shape.h"

#include "limn/base/distance_transform.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace limn::batch {
namespace {

constexpr float kFar = 1e12F;

std::size_t rowMajor(std::int64_t x, std::int64_t y, std::int64_t width) {
  return static_cast<std::size_t>(y * width + x);
}

/// Squared distance of each pixel to the nearest one that is `on`.
std::vector<float> squaredDistance(const Mask& mask, bool on) {
  std::vector<float> field =
      squaredDistances(bytesOf(mask, on), {mask.width(), mask.height(), 1}, {1, 1, 1});
  for (float& value : field)
    value = std::min(value, kFar);
  return field;
}

template <class Rule>
Mask combined(const Mask& a, const Mask& b, Rule rule) {
  Mask result(a.width(), a.height());
  for (std::int64_t y = 0; y < a.height(); ++y) {
    for (std::int64_t x = 0; x < a.width(); ++x) {
      if (rule(a.test(x, y), b.test(x, y))) result.set(x, y);
    }
  }
  return result;
}

/// Removes the component of (x, y) from `left` and returns it.
Mask takePart(Mask& left, std::int64_t x, std::int64_t y) {
  Mask part(left.width(), left.height());
  std::vector<std::pair<std::int64_t, std::int64_t>> open{{x, y}};
  left.set(x, y, false);
  while (!open.empty()) {
    const auto [px, py] = open.back();
    open.pop_back();
    part.set(px, py);
    for (std::int64_t ny = std::max<std::int64_t>(0, py - 1);
         ny <= std::min(left.height() - 1, py + 1); ++ny) {
      for (std::int64_t nx = std::max<std::int64_t>(0, px - 1);
           nx <= std::min(left.width() - 1, px + 1); ++nx) {
        if (!left.test(nx, ny)) continue;
        left.set(nx, ny, false);
        open.emplace_back(nx, ny);
      }
    }
  }
  return part;
}

/// Depth of the pixels of a mask. The nearest pixel outside is at most one pixel beyond the bounds
/// of the mask, so only that part of the picture is computed.
class DepthInside {
 public:
  DepthInside(const Mask& mask, const PixelBox& box)
      : x0_(std::max<std::int64_t>(0, box.x0 - 1)),
        y0_(std::max<std::int64_t>(0, box.y0 - 1)),
        part_(std::min(mask.width(), box.x1 + 1) - x0_, std::min(mask.height(), box.y1 + 1) - y0_) {
    for (std::int64_t y = box.y0; y < box.y1; ++y) {
      for (std::int64_t x = box.x0; x < box.x1; ++x) {
        if (mask.test(x, y)) part_.set(x - x0_, y - y0_);
      }
    }
    squared_ = squaredDistance(part_, false);
  }
  /// Pixels from the border, as signedDistance() counts them; (x, y) is inside.
  [[nodiscard]] float at(std::int64_t x, std::int64_t y) const {
    return std::sqrt(squared_[rowMajor(x - x0_, y - y0_, part_.width())]) - 0.5F;
  }

 private:
  std::int64_t x0_, y0_;
  Mask part_;
  std::vector<float> squared_;
};

}  // namespace

std::vector<std::uint8_t> bytesOf(const Mask& mask, bool on) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(static_cast<std::size_t>(mask.width() * mask.height()));
  for (std::int64_t y = 0; y < mask.height(); ++y) {
    for (std::int64_t x = 0; x < mask.width(); ++x)
      bytes.push_back(mask.test(x, y) == on ? 1 : 0);
  }
  return bytes;
}

SignedDistance signedDistance(const Mask& mask) {
  SignedDistance distance{mask.width(), mask.height(), squaredDistance(mask, true)};
  const std::vector<float> inside = squaredDistance(mask, false);
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const float outside = distance.values[i];
    distance.values[i] = outside > 0 ? std::sqrt(outside) - 0.5F : 0.5F - std::sqrt(inside[i]);
  }
  return distance;
}

Mask within(const SignedDistance& distance, double limit) {
  Mask mask(distance.width, distance.height);
  for (std::int64_t y = 0; y < distance.height; ++y) {
    for (std::int64_t x = 0; x < distance.width; ++x) {
      if (distance.at(x, y) < limit) mask.set(x, y);
    }
  }
  return mask;
}

Mask shifted(const Mask& mask, std::int64_t dx, std::int64_t dy) {
  Mask result(mask.width(), mask.height());
  for (std::int64_t y = std::max<std::int64_t>(0, dy);
       y < std::min(mask.height(), mask.height() + dy); ++y) {
    for (std::int64_t x = std::max<std::int64_t>(0, dx);
         x < std::min(mask.width(), mask.width() + dx); ++x) {
      if (mask.test(x - dx, y - dy)) result.set(x, y);
    }
  }
  return result;
}

Mask unite(const Mask& a, const Mask& b) {
  return combined(a, b, [](bool p, bool q) { return p || q; });
}
Mask subtract(const Mask& a, const Mask& b) {
  return combined(a, b, [](bool p, bool q) { return p && !q; });
}
Mask intersect(const Mask& a, const Mask& b) {
  return combined(a, b, [](bool p, bool q) { return p && q; });
}

std::vector<Mask> components(const Mask& mask) {
  std::vector<std::pair<std::int64_t, Mask>> parts;
  Mask left = mask;
  const PixelBox box = mask.bounds();
  for (std::int64_t y = box.y0; y < box.y1; ++y) {
    for (std::int64_t x = box.x0; x < box.x1; ++x) {
      if (!left.test(x, y)) continue;
      Mask part = takePart(left, x, y);
      const std::int64_t count = part.count();
      parts.emplace_back(count, std::move(part));
    }
  }
  std::ranges::stable_sort(parts, [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Mask> result;
  for (auto& [count, part] : parts)
    result.push_back(std::move(part));
  return result;
}

std::optional<PixelPoint> innermost(const Mask& mask) {
  const auto points = innermostPoints(mask, 1);
  return points.empty() ? std::nullopt : std::optional(points.front());
}

std::vector<PixelPoint> innermostPoints(const Mask& mask, std::size_t count) {
  const PixelBox box = mask.bounds();
  if (box.isEmpty()) return {};
  const DepthInside depth(mask, box);
  std::vector<PixelPoint> points;
  while (points.size() < count) {
    // Deep inside, and far from the points that were chosen before.
    float best = 0;
    std::optional<PixelPoint> next;
    for (std::int64_t y = box.y0; y < box.y1; ++y) {
      for (std::int64_t x = box.x0; x < box.x1; ++x) {
        if (!mask.test(x, y)) continue;
        float room = depth.at(x, y);
        for (const PixelPoint& p : points) {
          room = std::min(room, static_cast<float>(std::hypot(p.x - static_cast<double>(x),
                                                              p.y - static_cast<double>(y))));
        }
        if (room > best) {
          best = room;
          next = PixelPoint{static_cast<double>(x), static_cast<double>(y)};
        }
      }
    }
    if (!next) break;
    points.push_back(*next);
  }
  return points;
}

double equivalentRadius(const Mask& mask) {
  return std::sqrt(static_cast<double>(mask.count()) / std::numbers::pi);
}

}  // namespace limn::batch
