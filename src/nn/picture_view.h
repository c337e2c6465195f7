// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace limn::nn {

enum class Sampling { Nearest, Bilinear };

/// Which point of a picture each pixel of the network's input shows.
struct View {
  at::Tensor x, y;    // [S, S] float, in pixels of the picture; 0 is its left or upper edge
  at::Tensor inside;  // [S, S] bool: the point lies in the picture
  Sampling sampling = Sampling::Bilinear;
};

/// Where a view lies on a picture, in its pixels.
struct Placement {
  double centreX = 0, centreY = 0;
  double stepX = 1, stepY = 1;  // of the picture per pixel of the view; negative ones mirror
  double angle = 0;             // radians
};

/// The view of `side` pixels at that place of a picture of `height` x `width`.
[[nodiscard]] View viewAt(const Placement& place, std::int64_t height, std::int64_t width,
                          std::int64_t side, Sampling sampling);

/// [C, S, S] float from an image [H, W, C] uint8; beyond its edge the edge is repeated.
[[nodiscard]] at::Tensor viewedPicture(const at::Tensor& image, const View& view);

/// [P, S, S] uint8 from label images [P, H, W] by the nearest pixel, 0 outside.
[[nodiscard]] at::Tensor viewedLabels(const at::Tensor& labels, const View& view);

}  // namespace limn::nn
