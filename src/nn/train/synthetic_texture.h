// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/random.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace limn::nn {

/// How strongly the tissues of a picture differ, and where they lie between black (0) and white
/// (1).
struct GreyRange {
  double low, high;
};

/// Half of the time narrow: whole-volume min-max leaves soft tissue a few grey values.
[[nodiscard]] GreyRange randomGreyRange(Random& random);

/// Grey values [S, S] float for a map of tissues [S, S] uint8: a mean for each, texture of several
/// scales, strong in some tissues and weak in others.
[[nodiscard]] at::Tensor greyTissues(Random& random, const at::Tensor& map, std::int64_t tissues,
                                     const GreyRange& range);

/// What a scanner adds to [C, S, S]: blur, uneven sensitivity, speckle, noise as strong as
/// `contrast` allows, gamma, inversion. The result lies in 0..1.
[[nodiscard]] at::Tensor scanned(Random& random, const at::Tensor& picture, double contrast);

}  // namespace limn::nn
