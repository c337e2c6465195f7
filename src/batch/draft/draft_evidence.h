// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/core/model_input.h"
#include "mask/mask_shape.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace limn::batch {

/// One number for each pixel, row-major.
struct PixelField {
  std::int64_t width = 0, height = 0;
  std::vector<float> values;

  [[nodiscard]] float at(std::int64_t x, std::int64_t y) const {
    return values[static_cast<std::size_t>(y * width + x)];
  }
};

/// The brightness of a part of a picture, smoothed a little, and how it changes to the right and
/// downwards.
struct Brightness {
  PixelField value, right, down;
};
[[nodiscard]] Brightness brightnessOf(const core::SlicePicture& picture, const PixelBox& part);

/// The part of a mask.
[[nodiscard]] Mask cropped(const Mask& mask, const PixelBox& part);
/// The mask with `inside` in place of its part.
[[nodiscard]] Mask replaced(const Mask& mask, const PixelBox& part, const Mask& inside);

/// How sharply the picture changes across the line that lies `offset` pixels outside the border
/// that `distance` belongs to, which is moved by (dx, dy) first; the mean along it. 0 where there
/// is no such line.
[[nodiscard]] double edgeStrength(const Brightness& picture, const SignedDistance& distance,
                                  double offset, std::int64_t dx = 0, std::int64_t dy = 0);

/// For each pixel, how much more it looks like the inside of the object than like its surroundings:
/// the log of the likelihood ratio of two normal distributions, cut at 3.
struct Likeness {
  PixelField field;
  double contrast = 0;  // difference of their means in units of their joint spread
};
/// Nothing where inside or surroundings have too few pixels.
[[nodiscard]] std::optional<Likeness> likeness(const Brightness& picture,
                                               const SignedDistance& distance);

/// For each pixel, from -1 (none) to 1 (all), how many of the masks have it.
[[nodiscard]] PixelField votesOf(std::span<const Mask> masks);

/// The mean of a field over what a change adds, less that over what it takes away, each pixel
/// counting once; above 0 when the field speaks for the change. 0 when nothing changes.
[[nodiscard]] double supportFor(const PixelField& field, const Mask& before, const Mask& after);

}  // namespace limn::batch
