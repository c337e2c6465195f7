// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/noise.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/replication_pad2d.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace limn::nn {

namespace {

/// The four weights of a uniform cubic B-spline at `t` in [0, 1) between two knots.
std::array<float, 4> splineWeights(double t) {
  const double s = 1.0 - t;
  return {static_cast<float>(s * s * s / 6.0),
          static_cast<float>((3.0 * t * t * t - 6.0 * t * t + 4.0) / 6.0),
          static_cast<float>((3.0 * s * s * s - 6.0 * s * s + 4.0) / 6.0),
          static_cast<float>(t * t * t / 6.0)};
}

/// Where the pixels of one axis lie among the knots.
struct SplineAxis {
  SplineAxis(std::int64_t side, double cells, double phase) {
    for (std::int64_t i = 0; i < side; ++i) {
      const double at = phase + (static_cast<double>(i) + 0.5) * cells / static_cast<double>(side);
      const double knot = std::floor(at);
      first.push_back(static_cast<std::size_t>(knot));
      weights.push_back(splineWeights(at - knot));
    }
    knots = first.back() + 4;
  }

  std::vector<std::size_t> first;
  std::vector<std::array<float, 4>> weights;
  std::size_t knots = 0;
};

/// A row of the result at every knot of the other axis: `rows[k * side + x]`.
std::vector<float> splineRows(const std::vector<float>& knots, const SplineAxis& axis,
                              std::size_t rows) {
  const std::size_t side = axis.first.size();
  std::vector<float> out(rows * side);
  for (std::size_t row = 0; row < rows; ++row) {
    const float* from = knots.data() + row * axis.knots;
    for (std::size_t x = 0; x < side; ++x) {
      const auto& w = axis.weights[x];
      const float* k = from + axis.first[x];
      out[row * side + x] = w[0] * k[0] + w[1] * k[1] + w[2] * k[2] + w[3] * k[3];
    }
  }
  return out;
}

/// Adds `strength` times a smooth field to `field` [side, side].
void addSmoothNoise(Random& random, const at::Tensor& field, double cells, double strength) {
  constexpr double kSplineGain = 315.0 / 151.0;  // gives the mean deviation back
  const std::int64_t side = field.size(0);
  const SplineAxis across(side, cells, random.uniform()), down(side, cells, random.uniform());
  const at::Tensor noise =
      whiteNoise(random, {static_cast<std::int64_t>(across.knots * down.knots)});
  const auto* values = noise.data_ptr<float>();
  const std::vector<float> rows = splineRows({values, values + noise.numel()}, across, down.knots);
  const auto width = static_cast<std::size_t>(side);
  auto* out = field.data_ptr<float>();
  for (std::size_t y = 0; y < width; ++y, out += width) {
    std::array<float, 4> w = down.weights[y];
    for (float& weight : w)
      weight *= static_cast<float>(strength * kSplineGain);
    const float* r = rows.data() + down.first[y] * width;
    for (std::size_t x = 0; x < width; ++x) {
      out[x] +=
          w[0] * r[x] + w[1] * r[x + width] + w[2] * r[x + 2 * width] + w[3] * r[x + 3 * width];
    }
  }
}

std::vector<double> gaussian(double sigma) {
  const auto radius = std::max<std::int64_t>(1, std::llround(std::ceil(2.5 * sigma)));
  std::vector<double> taps;
  double sum = 0;
  for (std::int64_t i = -radius; i <= radius; ++i) {
    const double at = static_cast<double>(i) / sigma;
    taps.push_back(std::exp(-0.5 * at * at));
    sum += taps.back();
  }
  for (double& tap : taps)
    tap /= sum;
  return taps;
}

at::Tensor convolved(const at::Tensor& padded, const std::vector<double>& taps, std::int64_t axis) {
  const std::int64_t length = padded.size(axis) - static_cast<std::int64_t>(taps.size()) + 1;
  at::Tensor sum = padded.narrow(axis, 0, length) * taps.front();
  for (std::size_t i = 1; i < taps.size(); ++i)
    sum.add_(padded.narrow(axis, static_cast<std::int64_t>(i), length), taps[i]);
  return sum;
}

}  // namespace

at::Tensor whiteNoise(Random& random, at::IntArrayRef shape) {
  constexpr std::uint64_t kWord = 0xFFFF;
  const double deviation = std::sqrt(4.0 / 12.0) * 65536.0, mean = 4.0 * 32767.5;
  const auto scale = static_cast<float>(1.0 / deviation), shift = static_cast<float>(mean);
  const at::Tensor noise = at::empty(shape, at::kFloat);
  auto* values = noise.data_ptr<float>();
  for (std::int64_t i = 0; i < noise.numel(); ++i) {
    const std::uint64_t bits = random.next();
    const std::uint64_t sum =
        (bits & kWord) + ((bits >> 16) & kWord) + ((bits >> 32) & kWord) + (bits >> 48);
    values[i] = (static_cast<float>(static_cast<std::int64_t>(sum)) - shift) * scale;
  }
  return noise;
}

at::Tensor smoothNoise(Random& random, std::int64_t side, double cells) {
  at::Tensor field = at::zeros({side, side}, at::kFloat);
  addSmoothNoise(random, field, cells, 1.0);
  return field;
}

at::Tensor fractalNoise(Random& random, std::int64_t side, const NoiseSpectrum& spectrum) {
  at::Tensor field = at::zeros({side, side}, at::kFloat);
  double strength = 1.0, power = 0.0;
  for (double cells = spectrum.coarse; cells <= spectrum.fine; cells *= 2.0) {
    addSmoothNoise(random, field, cells, strength);
    power += strength * strength;
    strength *= spectrum.persistence;
  }
  return power > 0.0 ? field.div_(std::sqrt(power)) : field;
}

at::Tensor blurred(const at::Tensor& planes, double sigma) {
  const std::vector<double> taps = gaussian(sigma);
  const auto radius = static_cast<std::int64_t>(taps.size() / 2);
  const at::Tensor padded = at::replication_pad2d(planes, {radius, radius, radius, radius});
  return convolved(convolved(padded, taps, 1), taps, 2);
}

}  // namespace limn::nn
