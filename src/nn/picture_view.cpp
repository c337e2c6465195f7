// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "picture_view.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/grid_sampler_2d.h>
#include <ATen/ops/stack.h>

#include <cmath>

namespace limn::nn {

View viewAt(const Placement& place, std::int64_t height, std::int64_t width, std::int64_t side,
            Sampling sampling) {
  const double c = std::cos(place.angle), n = std::sin(place.angle);
  const at::Tensor out = at::arange(side, at::kFloat).add_(0.5 - static_cast<double>(side) / 2);
  const auto source = [&](double alongX, double alongY, double centre) {
    return (out * alongX).add_(centre).unsqueeze(0) + (out * alongY).unsqueeze(1);
  };
  View view;
  view.x = source(place.stepX * c, -place.stepX * n, place.centreX);
  view.y = source(place.stepY * n, place.stepY * c, place.centreY);
  view.inside = view.x.ge(0)
                    .logical_and_(view.x.lt(static_cast<double>(width)))
                    .logical_and_(view.y.ge(0))
                    .logical_and_(view.y.lt(static_cast<double>(height)));
  view.sampling = sampling;
  return view;
}

at::Tensor viewedPicture(const at::Tensor& image, const View& view) {
  constexpr std::int64_t kBilinear = 0, kNearest = 1, kRepeatEdge = 1;
  const auto height = static_cast<double>(image.size(0)),
             width = static_cast<double>(image.size(1));
  const at::Tensor grid =
      at::stack({view.x.mul(2 / width).sub_(1), view.y.mul(2 / height).sub_(1)}, 2).unsqueeze(0);
  const at::Tensor planes = image.permute({2, 0, 1}).to(at::kFloat).contiguous().unsqueeze(0);
  return at::grid_sampler_2d(planes, grid,
                             view.sampling == Sampling::Nearest ? kNearest : kBilinear, kRepeatEdge,
                             false)
      .squeeze(0);
}

at::Tensor viewedLabels(const at::Tensor& labels, const View& view) {
  const std::int64_t planes = labels.size(0), height = labels.size(1), width = labels.size(2);
  const at::Tensor column = view.x.to(at::kLong).clamp_(0, width - 1);
  const at::Tensor row = view.y.to(at::kLong).clamp_(0, height - 1);
  const at::Tensor index = row.mul_(width).add_(column).flatten();
  return labels.reshape({planes, height * width})
      .index_select(1, index)
      .view({planes, view.x.size(0), view.x.size(1)})
      .mul_(view.inside);
}

}  // namespace limn::nn
