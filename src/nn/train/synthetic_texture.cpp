// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/synthetic_texture.h"

#include "train/grey_changes.h"
#include "train/noise.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <array>
#include <vector>

namespace limn::nn {

namespace {

/// The value of each tissue at each pixel.
at::Tensor perTissue(const std::vector<float>& values, const at::Tensor& index) {
  const at::Tensor table = at::empty({static_cast<std::int64_t>(values.size())}, at::kFloat);
  std::ranges::copy(values, table.data_ptr<float>());
  return table.to(index.device()).index_select(0, index.flatten()).view_as(index);
}

}  // namespace

GreyRange randomGreyRange(Random& random) {
  const double width = random.chance(0.5) ? random.logUniform(0.1, 0.4) : random.uniform(0.4, 1.0);
  const double low = random.uniform(0, 1 - width);
  return {low, low + width};
}

at::Tensor greyTissues(Random& random, const at::Tensor& map, std::int64_t tissues,
                       const GreyRange& range) {
  const double contrast = range.high - range.low;
  std::vector<float> means;
  for (std::int64_t i = 0; i <= tissues; ++i)
    means.push_back(static_cast<float>(random.uniform(range.low, range.high)));
  const at::Tensor index = map.to(at::kInt);
  at::Tensor picture = perTissue(means, index);

  constexpr std::array<NoiseSpectrum, 3> kTextures{{{3, 24, 0.7}, {24, 64, 0.8}, {80, 128, 0.9}}};
  for (const NoiseSpectrum& texture : kTextures) {
    const double strength = contrast * random.logUniform(0.005, 0.15);
    std::vector<float> strengths;
    for (std::int64_t i = 0; i <= tissues; ++i)
      strengths.push_back(static_cast<float>(strength * random.logUniform(0.2, 2)));
    const at::Tensor field = fractalNoise(random, map.size(0), texture).to(map.device());
    picture.addcmul_(perTissue(strengths, index), field);
  }
  return picture;
}

at::Tensor scanned(Random& random, const at::Tensor& picture, double contrast) {
  const std::int64_t side = picture.size(2);
  const auto device = picture.device();
  at::Tensor out =
      random.chance(0.8) ? blurred(picture, random.logUniform(0.35, 1.8)) : picture.clone();
  if (random.chance(0.4)) {
    const double strength = random.uniform(0.02, 0.25);
    out.mul_(smoothNoise(random, side, random.uniform(1, 3)).to(device).mul_(strength).add_(1.0));
  }
  if (random.chance(0.2)) {
    const at::Tensor grain = whiteNoise(random, {1, side, side});
    const double size = random.uniform(0.4, 1.2);
    out.mul_(blurred(grain, size).to(device).mul_(size * random.logUniform(0.05, 0.8)).add_(1.0));
  }
  if (random.chance(0.7)) {
    const at::Tensor noise = whiteNoise(random, {1, side, side});
    out.add_(noise.to(device), contrast * random.logUniform(0.01, 0.25));
  }
  out.clamp_(0, 1);
  if (random.chance(0.4)) out = gammaCurve(out, random.logUniform(0.5, 2));
  if (random.chance(0.15)) out = 1.0 - out;
  return out;
}

}  // namespace limn::nn
