// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/mask_defect.h"

#include "mask/mask_shape.h"
#include "reader/seeded_draw.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace limn::batch {
namespace {

constexpr double kGrowth = 0.2, kShift = 0.3, kIslandRadius = 0.35, kIslandGap = 0.35;

double drawnAngle(std::uint64_t seed) {
  return 2 * std::numbers::pi * fraction(mixed(seed));
}

PixelPoint centreOfMass(const Mask& mask) {
  const PixelBox box = mask.bounds();
  double x = 0, y = 0;
  for (std::int64_t j = box.y0; j < box.y1; ++j) {
    for (std::int64_t i = box.x0; i < box.x1; ++i) {
      if (!mask.test(i, j)) continue;
      x += static_cast<double>(i);
      y += static_cast<double>(j);
    }
  }
  const auto count = static_cast<double>(mask.count());
  return {x / count, y / count};
}

/// The radius of the largest disk inside.
double depthOf(const Mask& mask) {
  const SignedDistance distance = signedDistance(mask);
  const float deepest = std::ranges::min(distance.values);
  return std::min(static_cast<double>(-deepest), equivalentRadius(mask));
}

Mask eroded(const Mask& mask, double by) {
  const SignedDistance distance = signedDistance(mask);
  for (; by >= 0.5; by /= 2) {
    Mask smaller = within(distance, -by);
    if (smaller.count() > 0) return smaller;
  }
  return mask;
}

Mask halved(const Mask& mask, double angle) {
  const PixelPoint middle = centreOfMass(mask);
  Mask half(mask.width(), mask.height());
  const PixelBox box = mask.bounds();
  for (std::int64_t y = box.y0; y < box.y1; ++y) {
    for (std::int64_t x = box.x0; x < box.x1; ++x) {
      const double side = (static_cast<double>(x) - middle.x) * std::cos(angle) +
                          (static_cast<double>(y) - middle.y) * std::sin(angle);
      if (mask.test(x, y) && side <= 0) half.set(x, y);
    }
  }
  return half.count() > 0 ? half : mask;
}

/// Tries directions until the disk lies within the picture and apart from the object.
Mask withIsland(const Mask& mask, double radius, double angle) {
  constexpr int kTries = 16;
  const PixelPoint middle = centreOfMass(mask);
  const SignedDistance distance = signedDistance(mask);
  const double size = std::max(1.0, kIslandRadius * radius);
  const double apart = size + std::max(2.0, kIslandGap * radius);
  const auto reach = static_cast<std::int64_t>(std::ceil(size));
  for (int i = 0; i < kTries; ++i, angle += 2 * std::numbers::pi / kTries) {
    for (double far = apart;; ++far) {
      const std::int64_t cx = std::lround(middle.x + far * std::cos(angle));
      const std::int64_t cy = std::lround(middle.y + far * std::sin(angle));
      if (cx < reach || cy < reach || cx + reach >= mask.width() || cy + reach >= mask.height())
        break;
      if (distance.at(cx, cy) < apart) continue;
      Mask result = mask;
      for (std::int64_t y = cy - reach; y <= cy + reach; ++y) {
        for (std::int64_t x = cx - reach; x <= cx + reach; ++x) {
          if (std::hypot(x - cx, y - cy) <= size) result.set(x, y);
        }
      }
      return result;
    }
  }
  return mask;
}

}  // namespace

std::string_view defectName(Defect defect) {
  constexpr std::array<std::string_view, kDefects.size()> kNames{
      "right", "eroded", "dilated", "shifted", "half-missing", "island"};
  return kNames[static_cast<std::size_t>(defect)];
}

Result<Defect> defectNamed(std::string_view name) {
  std::string names;
  for (const Defect defect : kDefects) {
    if (defectName(defect) == name) return defect;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", defectName(defect));
  }
  return fail(ErrorCode::WrongUse, fmt::format("'{}' is not a defect; expected {}", name, names));
}

Mask withDefect(const Mask& mask, Defect defect, std::uint64_t seed) {
  if (mask.count() == 0) return mask;
  const double radius = depthOf(mask), angle = drawnAngle(seed);
  switch (defect) {
    case Defect::None:
      return mask;
    case Defect::Eroded:
      return eroded(mask, std::max(1.0, kGrowth * radius));
    case Defect::Dilated:
      return within(signedDistance(mask), std::max(1.0, kGrowth * radius));
    case Defect::Shifted: {
      const double by = std::max(1.0, kShift * radius);
      Mask moved =
          shifted(mask, std::lround(by * std::cos(angle)), std::lround(by * std::sin(angle)));
      return moved.count() > 0 ? moved : mask;
    }
    case Defect::HalfMissing:
      return halved(mask, angle);
    case Defect::Island:
      return withIsland(mask, radius, angle);
  }
  return mask;
}

}  // namespace limn::batch
