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

/// The mask cut to a part of the picture.
[[nodiscard]] Mask cropped(const Mask& mask, const PixelBox& part);
/// The whole mask with this part replaced by `inside`.
[[nodiscard]] Mask replaced(const Mask& mask, const PixelBox& part, const Mask& inside);

/// Mean strength of the edge along the line `offset` pixels outside of the border whose signed
/// distances are `distance`, after the border is moved by (dx, dy). 0 when there is no such line.
[[nodiscard]] double edgeStrength(const Brightness& picture, const SignedDistance& distance,
                                  double offset, std::int64_t dx = 0, std::int64_t dy = 0);

/// For each pixel the log likelihood ratio of two normal distributions of brightness, inside of the
/// object against its surroundings; limited to -3..3.
struct Likeness {
  PixelField field;
  double contrast = 0;  // difference of their means in units of their joint spread
};
/// Nothing where inside or surroundings have too few pixels.
[[nodiscard]] std::optional<Likeness> likeness(const Brightness& picture,
                                               const SignedDistance& distance);

/// For each pixel the share of the masks that contain it, from -1 (none) to 1 (all).
[[nodiscard]] PixelField votesOf(std::span<const Mask> masks);

/// The sum of a field over the added pixels minus that over the removed pixels, divided by the
/// number of both; above 0 when the field supports the change. 0 when nothing changes.
[[nodiscard]] double supportFor(const PixelField& field, const Mask& before, const Mask& after);

}  // namespace limn::batch
