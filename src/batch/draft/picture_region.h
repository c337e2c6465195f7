// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/core/model_input.h"

#include <cstdint>

namespace limn::batch {

/// A square region of a slice picture that is resized to the input of the network, so that a small
/// object covers more pixels of it. Outside of the picture the region is black.
struct PictureRegion {
  std::int64_t x = 0, y = 0;  // pixel of the picture at its top left
  std::int64_t side = 0;      // pixels of the picture
  bool operator==(const PictureRegion&) const = default;
};

/// The region around the pixels of `mask` (not empty) with `margin` times their larger extent on
/// each side, at least `leastSide` wide, moved into the picture where it fits.
[[nodiscard]] PictureRegion regionAround(const Mask& mask, double margin, std::int64_t leastSide);

/// The region sampled to `side` by `side` pixels, bilinear.
[[nodiscard]] core::SlicePicture cutRegion(const core::SlicePicture& picture,
                                           const PictureRegion& region, std::int64_t side);
/// A mask of the picture as seen in the region, and back; nearest pixel.
[[nodiscard]] Mask toRegion(const Mask& mask, const PictureRegion& region, std::int64_t side);
[[nodiscard]] Mask fromRegion(const Mask& mask, const PictureRegion& region, std::int64_t width,
                              std::int64_t height);

}  // namespace limn::batch
