// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/focus.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/grid_sampler_2d.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace limn::nn {

namespace {

constexpr double kLeastSpan = 16;

/// What a view has to hold, in pixels from the outer corner of the picture's first pixel.
struct Extent {
  double x0 = std::numeric_limits<double>::infinity(), y0 = x0, x1 = -x0, y1 = -x0;

  void add(double left, double top, double right, double bottom) {
    x0 = std::min(x0, left);
    y0 = std::min(y0, top);
    x1 = std::max(x1, right);
    y1 = std::max(y1, bottom);
  }
  [[nodiscard]] bool isEmpty() const { return x0 > x1; }
};

void addMask(Extent& extent, const at::Tensor& logits) {
  const at::Tensor inside = logits.gt(0);
  const at::Tensor rows = inside.any(1).nonzero(), columns = inside.any(0).nonzero();
  if (rows.size(0) == 0) return;
  const auto end = [](const at::Tensor& set, std::int64_t at) {
    return static_cast<double>(set[at].item<std::int64_t>());
  };
  extent.add(end(columns, 0), end(rows, 0), end(columns, -1) + 1, end(rows, -1) + 1);
}

/// Prompts far outside of the picture do not move the view away from it.
PromptPoint within(PromptPoint point, std::int64_t height, std::int64_t width) {
  point.x = std::clamp(point.x, -0.5F, static_cast<float>(width) - 0.5F);
  point.y = std::clamp(point.y, -0.5F, static_cast<float>(height) - 0.5F);
  return point;
}

FocusView centred(double x, double y, double span, std::int64_t side) {
  return {x - span / 2, y - span / 2, span, side};
}

}  // namespace

FocusView focusView(std::int64_t height, std::int64_t width, const FocusQuestion& question,
                    std::int64_t side) {
  constexpr double kAroundBox = 2, kAroundMask = 1.7, kAroundClick = 1.0 / 3;
  const auto longest = static_cast<double>(std::max(height, width));
  Extent extent;
  if (question.box) {
    const PromptPoint a = within({question.box->x0, question.box->y0}, height, width);
    const PromptPoint b = within({question.box->x1, question.box->y1}, height, width);
    extent.add(a.x, a.y, b.x + 1, b.y + 1);
  }
  if (question.previous.defined()) addMask(extent, question.previous);
  const bool onlyClicks = extent.isEmpty();
  for (const PromptPoint& point : question.points) {
    const PromptPoint p = within(point, height, width);
    extent.add(p.x, p.y, p.x + 1, p.y + 1);
  }
  if (extent.isEmpty()) extent.add(0, 0, static_cast<double>(width), static_cast<double>(height));
  const double size = std::max(extent.x1 - extent.x0, extent.y1 - extent.y0);
  const double wanted = onlyClicks
                            ? std::max(2 * size, kAroundClick * longest)
                            : (question.previous.defined() ? kAroundMask : kAroundBox) * size;
  const double span = std::clamp(wanted, kLeastSpan, std::max(1.15 * longest, kLeastSpan));
  return centred((extent.x0 + extent.x1) / 2, (extent.y0 + extent.y1) / 2, span, side);
}

std::vector<FocusView> clickViews(std::int64_t height, std::int64_t width, const PromptPoint& click,
                                  std::int64_t side) {
  constexpr std::array<double, 5> kScales{0.12, 0.22, 0.4, 0.7, 1.1};
  const auto longest = static_cast<double>(std::max(height, width));
  const PromptPoint p = within(click, height, width);
  std::vector<FocusView> views;
  for (const double scale : kScales)
    views.push_back(centred(p.x + 0.5, p.y + 0.5, std::max(scale * longest, kLeastSpan), side));
  return views;
}

at::Tensor pastedView(const at::Tensor& logits, const FocusView& view, std::int64_t height,
                      std::int64_t width, const at::Tensor& previous) {
  constexpr float kOutside = -4;
  constexpr std::int64_t kBilinear = 0, kRepeatEdge = 1;
  at::Tensor out = previous.defined() ? previous.to(at::kFloat).clone()
                                      : at::full({height, width}, kOutside, at::kFloat);
  // Pixels whose centres lie in the view.
  const auto first = [](double edge) { return std::max(0.0, std::ceil(edge - 0.5)); };
  const auto from = [&](double edge) { return static_cast<std::int64_t>(first(edge)); };
  const auto to = [&](double edge, std::int64_t size) {
    return std::min(size, static_cast<std::int64_t>(first(edge)));
  };
  const std::int64_t x0 = from(view.left), y0 = from(view.top);
  const std::int64_t x1 = to(view.left + view.span, width), y1 = to(view.top + view.span, height);
  if (x0 >= x1 || y0 >= y1) return out;
  const auto places = [&](std::int64_t begin, std::int64_t end, double edge) {
    return (at::arange(begin, end, at::kDouble) + (0.5 - edge))
        .mul(2 / view.span)
        .sub(1)
        .to(at::kFloat);
  };
  const at::Tensor x = places(x0, x1, view.left).unsqueeze(0).expand({y1 - y0, x1 - x0});
  const at::Tensor y = places(y0, y1, view.top).unsqueeze(1).expand({y1 - y0, x1 - x0});
  const at::Tensor grid = at::stack({x, y}, 2).unsqueeze(0);
  const at::Tensor planes = logits.to(at::kFloat).view({1, 1, logits.size(0), logits.size(1)});
  out.narrow(0, y0, y1 - y0)
      .narrow(1, x0, x1 - x0)
      .copy_(at::grid_sampler_2d(planes, grid, kBilinear, kRepeatEdge, false)[0][0]);
  return out;
}

}  // namespace limn::nn
