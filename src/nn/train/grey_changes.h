// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/random.h"

#include <ATen/core/Tensor.h>

namespace limn::nn {

/// Another scanner's grey values for a picture [C, S, S] of 0..255 (C 1 or 3): resolution, blur,
/// colour, curve, contrast, noise, inversion of grey pictures. Whole values of 0..255.
[[nodiscard]] at::Tensor changedGreys(Random& random, const at::Tensor& picture);

/// Values of 0..1 raised to `exponent`, read from a table so that every machine and number of
/// threads agrees.
[[nodiscard]] at::Tensor gammaCurve(const at::Tensor& values, double exponent);

}  // namespace limn::nn
