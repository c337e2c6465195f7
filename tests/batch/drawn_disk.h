// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/batch/agreement.h"
#include "limn/core/model_input.h"

#include <cmath>
#include <cstdint>

namespace limn::batch {

constexpr std::int64_t kSide = 64;  // of a picture where a test names no other

/// The pixels of a square picture whose centres are at most `radius` from (cx, cy).
inline Mask disk(std::int64_t side, double cx, double cy, double radius) {
  Mask mask(side, side);
  for (std::int64_t y = 0; y < side; ++y) {
    for (std::int64_t x = 0; x < side; ++x) {
      if (std::hypot(static_cast<double>(x) - cx, static_cast<double>(y) - cy) <= radius)
        mask.set(x, y);
    }
  }
  return mask;
}
inline Mask disk(double cx, double cy, double radius) {
  return disk(kSide, cx, cy, radius);
}

/// What the reader of a draft would have drawn.
inline const Mask kTruth = disk(32, 32, 12);
inline double diceWithTruth(const Mask& mask) {
  return overlapOf(kTruth, mask).dice;
}

/// An object on a darker ground, with a little texture.
inline core::SlicePicture pictureOf(const Mask& object, int brighter = 110) {
  core::SlicePicture picture{object.width(), object.height(), {}};
  for (std::int64_t y = 0; y < object.height(); ++y) {
    for (std::int64_t x = 0; x < object.width(); ++x) {
      const int grey =
          60 + (object.test(x, y) ? brighter : 0) + static_cast<int>((7 * x + 13 * y) % 11);
      picture.rgb.insert(picture.rgb.end(), 3, static_cast<std::uint8_t>(grey));
    }
  }
  return picture;
}

}  // namespace limn::batch
