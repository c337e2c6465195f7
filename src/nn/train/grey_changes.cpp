// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/grey_changes.h"

#include "train/noise.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <ATen/ops/upsample_nearest2d.h>

#include <algorithm>
#include <cmath>

namespace limn::nn {

namespace {

constexpr double kWhite = 255.0;

at::Tensor greyOf(const at::Tensor& rgb) {
  return (rgb[0] * 0.299 + rgb[1] * 0.587 + rgb[2] * 0.114).unsqueeze(0);
}

/// As if taken with larger pixels.
at::Tensor coarser(Random& random, const at::Tensor& picture) {
  const double factor = random.logUniform(1.4, 4);
  const std::int64_t side = picture.size(2);
  const auto small =
      std::max<std::int64_t>(4, static_cast<std::int64_t>(static_cast<double>(side) / factor));
  const at::Tensor reduced =
      at::upsample_bilinear2d(blurred(picture, 0.4 * factor).unsqueeze(0), {small, small}, false);
  return (random.chance(0.6) ? at::upsample_bilinear2d(reduced, {side, side}, false)
                             : at::upsample_nearest2d(reduced, {side, side}))
      .squeeze(0);
}

at::Tensor otherColours(Random& random, const at::Tensor& rgb) {
  const at::Tensor grey = greyOf(rgb);
  const double saturation = random.uniform(0.5, 1.4);
  at::Tensor out = grey * (1 - saturation) + rgb * saturation;
  for (std::int64_t c = 0; c < 3; ++c)
    out[c].mul_(random.uniform(0.82, 1.2)).add_(random.uniform(-12, 12));
  return out.clamp_(0, kWhite);
}

at::Tensor sharper(Random& random, const at::Tensor& picture) {
  const double strength = random.uniform(0.3, 1.5);
  const at::Tensor smooth = blurred(picture, random.uniform(0.7, 1.5));
  return picture * (1 + strength) - smooth * strength;
}

at::Tensor noisier(Random& random, at::Tensor picture) {
  const std::int64_t side = picture.size(2);
  if (random.chance(0.25)) {
    const bool coloured = picture.size(0) == 3 && random.chance(0.3);
    picture.add_(whiteNoise(random, {coloured ? 3 : 1, side, side}), random.logUniform(1, 18));
  }
  if (random.chance(0.08)) {
    const at::Tensor grain = blurred(whiteNoise(random, {1, side, side}), 0.7);
    picture.mul_(grain.mul_(random.logUniform(0.1, 0.6)).add_(1));
  }
  return picture;
}

at::Tensor otherContrast(Random& random, at::Tensor picture) {
  if (random.chance(0.4)) {
    picture = gammaCurve(picture.clamp(0, kWhite).div_(kWhite), random.logUniform(0.5, 2));
    picture.mul_(kWhite);
  }
  if (random.chance(0.5)) {
    const double contrast = random.logUniform(0.45, 1.5), middle = random.uniform(60, 180);
    picture = (picture - middle).mul_(contrast).add_(middle + random.uniform(-30, 30));
  }
  if (random.chance(0.12)) {
    const at::Tensor field = smoothNoise(random, picture.size(2), random.uniform(1, 3));
    picture = picture * field.mul_(random.uniform(0.03, 0.2)).add_(1);
  }
  return picture;
}

}  // namespace

at::Tensor gammaCurve(const at::Tensor& values, double exponent) {
  constexpr std::int64_t kSteps = 4096;
  const at::Tensor table = at::empty({kSteps}, at::kFloat);
  for (std::int64_t i = 0; i < kSteps; ++i) {
    table.data_ptr<float>()[i] = static_cast<float>(
        std::pow(static_cast<double>(i) / static_cast<double>(kSteps - 1), exponent));
  }
  const at::Tensor index =
      values.mul(static_cast<double>(kSteps - 1)).add_(0.5).to(at::kInt).clamp_(0, kSteps - 1);
  return table.to(values.device()).index_select(0, index.flatten()).view_as(values);
}

at::Tensor changedGreys(Random& random, const at::Tensor& picture) {
  const bool colour = picture.size(0) == 3;
  at::Tensor out = picture;
  if (random.chance(0.15)) out = coarser(random, out);
  if (random.chance(0.2)) {
    out = blurred(out, random.logUniform(0.4, 1.6));
  } else if (random.chance(0.1)) {
    out = sharper(random, out);
  }
  if (colour && random.chance(0.1)) {
    out = greyOf(out);
  } else if (colour && random.chance(0.5)) {
    out = otherColours(random, out);
  }
  out = noisier(random, otherContrast(random, out.clone()));
  if (!colour && random.chance(0.12)) out = kWhite - out;
  return out.clamp_(0, kWhite).round_();
}

}  // namespace limn::nn
