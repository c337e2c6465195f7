// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/random.h"

#include <ATen/core/Tensor.h>

namespace limn::nn {

enum class Sampling { Nearest, Bilinear };

/// Which point of a picture each pixel of the network's input shows.
struct View {
  at::Tensor x, y;    // [S, S] float, in pixels of the picture; 0 is its left or upper edge
  at::Tensor inside;  // [S, S] bool: the point lies in the picture
  Sampling sampling = Sampling::Bilinear;
};

/// Flips, turns, a small rotation and a scale about SAM-Med2D's way in; often a part of the
/// picture, aimed at one of the masks so that small objects become large. `masks` [P, H, W] uint8.
[[nodiscard]] View randomView(Random& random, const at::Tensor& masks, std::int64_t side);

/// [C, S, S] float from an image [H, W, C] uint8; beyond its edge the edge is repeated.
[[nodiscard]] at::Tensor viewedPicture(const at::Tensor& image, const View& view);

/// [P, S, S] uint8 from label images [P, H, W] by the nearest pixel, 0 outside.
[[nodiscard]] at::Tensor viewedLabels(const at::Tensor& labels, const View& view);

}  // namespace limn::nn
