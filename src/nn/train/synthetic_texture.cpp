// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/synthetic_texture.h"

#include "train/grey_changes.h"
#include "train/noise.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/upsample_bilinear2d.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace limn::nn {

namespace {

/// The value of each tissue at each pixel.
at::Tensor perTissue(const std::vector<float>& values, const at::Tensor& index) {
  const at::Tensor table = at::empty({static_cast<std::int64_t>(values.size())}, at::kFloat);
  std::ranges::copy(values, table.data_ptr<float>());
  return table.to(index.device()).index_select(0, index.flatten()).view_as(index);
}

/// Texture [S, S] of one scale, as strong as each tissue has it.
at::Tensor texture(TissueMap& map, const at::Tensor& index, const NoiseSpectrum& spectrum,
                   double strength) {
  Random& random = map.random();
  std::vector<float> strengths;
  for (std::int64_t i = 0; i <= map.tissues(); ++i)
    strengths.push_back(static_cast<float>(strength * random.logUniform(0.2, 2)));
  return fractalNoise(random, map.side(), spectrum)
      .to(map.device())
      .mul_(perTissue(strengths, index));
}

}  // namespace

GreyRange randomGreyRange(Random& random) {
  const double width = random.chance(0.5) ? random.logUniform(0.12, 0.4) : random.uniform(0.4, 1.0);
  const double low = random.uniform(0, 1) * random.uniform(0, 1 - width);
  return {low, low + width};
}

at::Tensor greyTissues(TissueMap& map, const GreyRange& range) {
  Random& random = map.random();
  std::vector<float> means;
  for (std::int64_t i = 0; i <= map.tissues(); ++i) {
    double at = random.uniform();
    if (map.tone(i) == Tone::Dark) at *= 0.1;
    if (map.tone(i) == Tone::Bright) at = 0.85 + 0.25 * at;
    means.push_back(static_cast<float>(range.low + at * range.contrast()));
  }
  const at::Tensor index = map.map().to(at::kInt);
  at::Tensor picture = perTissue(means, index);
  constexpr std::array<NoiseSpectrum, 3> kTextures{{{3, 24, 0.7}, {24, 64, 0.8}, {80, 128, 0.9}}};
  for (const NoiseSpectrum& spectrum : kTextures)
    picture.add_(texture(map, index, spectrum, range.contrast() * random.logUniform(0.005, 0.15)));
  return picture.unsqueeze(0);
}

at::Tensor colourTissues(TissueMap& map, const std::vector<Colour>& colours, double strength) {
  Random& random = map.random();
  const at::Tensor index = map.map().to(at::kInt);
  std::vector<double> lights;
  for (std::int64_t i = 0; i <= map.tissues(); ++i)
    lights.push_back(random.uniform(-0.06, 0.06));
  std::vector<at::Tensor> channels;
  for (std::size_t c = 0; c < 3; ++c) {
    std::vector<float> means;
    for (std::size_t i = 0; i < lights.size(); ++i) {
      const Colour& colour = colours[std::min(i, colours.size() - 1)];
      means.push_back(static_cast<float>(colour[c] + lights[i] + random.uniform(-0.03, 0.03)));
    }
    channels.push_back(perTissue(means, index));
  }
  at::Tensor light = texture(map, index, {3, 24, 0.8}, strength);
  light.add_(texture(map, index, {32, 128, 0.9}, strength * random.uniform(0.3, 1)));
  return at::stack(channels).mul_(light.add_(1));
}

at::Tensor stretchedNoise(TissueMap& map, const Grain& grain) {
  const auto side = static_cast<double>(map.side());
  const auto count = [&](double size) {
    return std::max<std::int64_t>(2, std::llround(side / std::max(1.0, size)));
  };
  const at::Tensor noise =
      whiteNoise(map.random(), {1, 1, count(grain.height), count(grain.width)});
  // Interpolation averages some of the deviation away.
  constexpr double kGain = 1.4;
  return at::upsample_bilinear2d(noise.to(map.device()), {map.side(), map.side()}, false)
      .view({map.side(), map.side()})
      .mul_(kGain);
}

at::Tensor scanned(TissueMap& map, const at::Tensor& picture, double contrast) {
  Random& random = map.random();
  const std::int64_t side = map.side();
  const auto device = map.device();
  at::Tensor out =
      random.chance(0.8) ? blurred(picture, random.logUniform(0.35, 1.6)) : picture.clone();
  if (random.chance(0.4)) {
    const double strength = random.uniform(0.02, 0.25);
    out.mul_(smoothNoise(random, side, random.uniform(1, 3)).to(device).mul_(strength).add_(1.0));
  }
  if (random.chance(0.1)) {
    const at::Tensor grain = whiteNoise(random, {1, side, side});
    const double size = random.uniform(0.4, 1.2);
    out.mul_(blurred(grain, size).to(device).mul_(size * random.logUniform(0.05, 0.8)).add_(1.0));
  }
  if (random.chance(0.7)) {
    const at::Tensor noise = whiteNoise(random, {1, side, side});
    out.add_(noise.to(device), contrast * random.logUniform(0.01, 0.2));
  }
  out.clamp_(0, 1);
  return random.chance(0.4) ? gammaCurve(out, random.logUniform(0.6, 1.7)) : out;
}

}  // namespace limn::nn
