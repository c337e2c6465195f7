// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/tissue_map.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <vector>

namespace limn::nn {

/// Where the tissues of a picture lie between black (0) and white (1).
struct GreyRange {
  double low = 0, high = 1;
  [[nodiscard]] double contrast() const { return high - low; }
};

/// Half of the time narrow: whole-volume min-max leaves soft tissue a few grey values.
[[nodiscard]] GreyRange randomGreyRange(Random& random);

/// Grey values [1, S, S]: a mean for each tissue, texture of several scales, strong in some tissues
/// and weak in others.
[[nodiscard]] at::Tensor greyTissues(TissueMap& map, const GreyRange& range);

using Colour = std::array<double, 3>;  // red, green, blue, 0..1
/// Colours [3, S, S]: `colours` by tissue (the last for all beyond), each varied a little and
/// textured `texture` strong.
[[nodiscard]] at::Tensor colourTissues(TissueMap& map, const std::vector<Colour>& colours,
                                       double texture);

/// White noise [S, S] drawn out to grains of `height` by `width` pixels, deviation about 1.
struct Grain {
  double height, width;
};
[[nodiscard]] at::Tensor stretchedNoise(TissueMap& map, const Grain& grain);

/// What a scanner adds to [C, S, S]: blur, uneven sensitivity, speckle, noise as strong as
/// `contrast` allows, gamma. The result lies in 0..1.
[[nodiscard]] at::Tensor scanned(TissueMap& map, const at::Tensor& picture, double contrast);

}  // namespace limn::nn
