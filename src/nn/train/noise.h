// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/random.h"

#include <ATen/core/Tensor.h>

namespace limn::nn {

// Random fields for invented and augmented pictures: float, on the CPU, mean 0 and deviation 1.
// They are made one number after the other, so their bytes depend on the stream alone.

/// Independent, nearly normal values (the sum of four even ones).
[[nodiscard]] at::Tensor whiteNoise(Random& random, at::IntArrayRef shape);

/// [side, side], smooth (cubic B-splines) with `cells` independent values along a side.
[[nodiscard]] at::Tensor smoothNoise(Random& random, std::int64_t side, double cells);

/// Smooth fields of doubling fineness from `coarse` to `fine` cells a side, each `persistence`
/// times as strong as the one before.
struct NoiseSpectrum {
  double coarse, fine, persistence;
};
[[nodiscard]] at::Tensor fractalNoise(Random& random, std::int64_t side,
                                      const NoiseSpectrum& spectrum);

/// Gaussian blur of [C, H, W] on any device, the border repeated; sigma in pixels, best under 4.
[[nodiscard]] at::Tensor blurred(const at::Tensor& planes, double sigma);

}  // namespace limn::nn
