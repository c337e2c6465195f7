// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/tissue_map.h"

#include "train/noise.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>

namespace limn::nn {

namespace {

/// Windows are this many columns wide or a multiple, so that vector code never has a remainder.
constexpr std::int64_t kColumns = 32;

constexpr std::array<double, 3> kDisplacementCells{4, 9, 20};

}  // namespace

TissueMap::TissueMap(Random& random, std::int64_t side, c10::Device device)
    : random_(random),
      side_(side),
      device_(device),
      map_(at::ones({side, side}, at::TensorOptions(at::kByte).device(device))) {
  for (std::size_t i = 0; i < displacements_.size(); ++i)
    displacements_[i] = smoothNoise(random, side, kDisplacementCells[i / 2]).to(device);
}

std::uint8_t TissueMap::newTissue(Tone tone) {
  constexpr std::int64_t kMost = 255;
  tissues_ = std::min(tissues_ + 1, kMost);
  tones_[static_cast<std::size_t>(tissues_)] = tone;
  return static_cast<std::uint8_t>(tissues_);
}

std::uint8_t TissueMap::someTissue(double newOne) {
  if (random_.chance(newOne)) return newTissue();
  return static_cast<std::uint8_t>(1 + random_.below(tissues_));
}

at::Tensor TissueMap::under(const Window& window, const at::Tensor& plane) {
  return plane.narrow(0, window.top, window.distance.size(0))
      .narrow(1, window.left, window.distance.size(1));
}

void TissueMap::paint(const at::Tensor& where, std::uint8_t tissue) {
  map_.masked_fill_(where, tissue);
}

void TissueMap::paint(const Window& window, const at::Tensor& where, std::uint8_t tissue) {
  under(window, map_).masked_fill_(where, tissue);
}

void TissueMap::addWhole(const Window& window, const at::Tensor& where) {
  wholes_.push_back(at::zeros_like(map_, at::kBool));
  under(window, wholes_.back()).copy_(where);
}

TissueMap::Window TissueMap::window(const Blob& blob) const {
  const double longAxis = blob.radius * std::sqrt(blob.aspect);
  const double reach = longAxis * (1 + 2.5 * blob.bend) + 2;
  const auto low = [&](double at) {
    return std::clamp<std::int64_t>(std::llround(at - reach), 0, side_);
  };
  const auto high = [&](double at) {
    return std::clamp<std::int64_t>(std::llround(at + reach), 0, side_);
  };
  Window out{.top = low(blob.y), .left = low(blob.x) / kColumns * kColumns, .distance = {}};
  const std::int64_t height = high(blob.y) - out.top;
  const std::int64_t right = std::min(side_, (high(blob.x) + kColumns - 1) / kColumns * kColumns);
  if (height <= 0 || high(blob.x) <= low(blob.x)) return out;

  out.distance = distance(blob, {out.top, out.left, height, right - out.left});
  return out;
}

at::Tensor TissueMap::distance(const Blob& blob, const Region& r) const {
  const double longAxis = blob.radius * std::sqrt(blob.aspect);
  const double shortAxis = blob.radius / std::sqrt(blob.aspect);
  const auto options = at::TensorOptions(at::kFloat).device(device_);
  const at::Tensor x = at::arange(r.left, r.left + r.width, options).sub_(blob.x - 0.5);
  const at::Tensor y = at::arange(r.top, r.top + r.height, options).sub_(blob.y - 0.5);
  const double c = std::cos(blob.angle), s = std::sin(blob.angle);
  at::Tensor u = (y * (s / longAxis)).unsqueeze(1) + (x * (c / longAxis)).unsqueeze(0);
  at::Tensor v = (y * (c / shortAxis)).unsqueeze(1) + (x * (-s / shortAxis)).unsqueeze(0);

  // Large blobs take the coarse displacement, small ones the fine.
  const double cells = static_cast<double>(side_) / blob.radius;
  const std::size_t scale = cells < 8 ? 0 : cells < 18 ? 2 : 4;
  const auto at = [&](std::size_t i) {
    return displacements_[i].narrow(0, r.top, r.height).narrow(1, r.left, r.width);
  };
  u.add_(at(scale), blob.bend);
  v.add_(at(scale + 1), blob.bend);
  u.mul_(u);
  v.mul_(v);
  if (blob.outline == Outline::Box) return u.mul_(u).add_(v.mul_(v)).sqrt_();
  return u.add_(v);
}

}  // namespace limn::nn
