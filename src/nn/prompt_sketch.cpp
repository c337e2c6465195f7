// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "prompt_sketch.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/full.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>

#include <numbers>

namespace limn::nn {

namespace {

constexpr double kUnknown = 0.3, kLikely = 0.7;
constexpr double kLeastRadius = 1;  // input pixels

/// Drawn pixel by pixel and averaged into cells, so that edges between cells are not lost.
at::Tensor boxSketch(const at::Tensor& boxes, std::int64_t imageSize, std::int64_t side) {
  const at::Tensor line = at::arange(imageSize, boxes.options());
  const auto fromCentre = [&](std::int64_t low, std::int64_t high) {  // [B, S], 1 at the edges
    const at::Tensor first = boxes.select(1, low).unsqueeze(1);
    const at::Tensor last = boxes.select(1, high).unsqueeze(1);
    const at::Tensor halfLength = (last - first + 1) / 2;
    return (line - (first + last) / 2) / halfLength;
  };
  const at::Tensor x = fromCentre(0, 2).unsqueeze(1), y = fromCentre(1, 3).unsqueeze(2);
  const at::Tensor inBox = x.abs().le(1).logical_and(y.abs().le(1));
  const at::Tensor inEllipse = (x.square() + y.square()).le(1);
  const at::Tensor drawn =
      inBox.to(at::kFloat) * kUnknown + inEllipse.to(at::kFloat) * (kLikely - kUnknown);
  const std::int64_t cell = imageSize / side;
  return at::avg_pool2d(drawn.unsqueeze(1), {cell, cell}, {cell, cell});
}

/// The radius of each mask's discs in input pixels, `[B or 1, 1, 1, 1]`: beside a box, which says
/// how large the object is, at most half of the radius of a disc of the area drawn so far.
at::Tensor discRadii(const PromptTensors& prompts, const at::Tensor& sketch, double cell) {
  if (!prompts.boxes.defined()) return at::full({1, 1, 1, 1}, kSketchRadius, sketch.options());
  const at::Tensor drawn = sketch.gt(0.5).to(at::kFloat).sum({1, 2, 3}, true) * (cell * cell);
  return ((drawn / std::numbers::pi).sqrt() / 2).clamp(kLeastRadius, kSketchRadius);
}

/// How much of a disc covers each cell, by the distance of their centres: `[B, N, side, side]`.
at::Tensor discs(const at::Tensor& coords, const at::Tensor& radii, std::int64_t imageSize,
                 std::int64_t side) {
  const double cell = static_cast<double>(imageSize) / static_cast<double>(side);
  const at::Tensor line = (at::arange(side, coords.options()) + 0.5) * cell - 0.5;
  const at::Tensor dx = line - coords.select(2, 0).unsqueeze(2);  // [B, N, side]
  const at::Tensor dy = line - coords.select(2, 1).unsqueeze(2);
  const at::Tensor distance = (dx.square().unsqueeze(2) + dy.square().unsqueeze(3)).sqrt();
  return ((radii - distance) / cell + 0.5).clamp(0, 1);
}

}  // namespace

at::Tensor sketchOf(const PromptTensors& prompts, std::int64_t imageSize, std::int64_t side) {
  at::Tensor sketch;
  if (prompts.masks.defined()) {
    sketch = prompts.masks.to(at::kFloat);
  } else if (prompts.boxes.defined()) {
    sketch = boxSketch(prompts.boxes.to(at::kFloat), imageSize, side);
  } else {
    sketch = at::full({prompts.coords.size(0), 1, side, side}, kUnknown,
                      prompts.coords.options().dtype(at::kFloat));
  }
  if (!prompts.coords.defined() || prompts.coords.size(1) == 0) return sketch;
  const at::Tensor radii =
      discRadii(prompts, sketch, static_cast<double>(imageSize) / static_cast<double>(side));
  const at::Tensor disc = discs(prompts.coords.to(at::kFloat), radii, imageSize, side);
  const at::Tensor labels = prompts.labels.to(disc.device()).unsqueeze(2).unsqueeze(3);
  sketch = at::maximum(sketch, (disc * labels.eq(1)).amax(1, true));
  return at::minimum(sketch, 1 - (disc * labels.eq(0)).amax(1, true));
}

at::Tensor priorOf(const at::Tensor& sketch) {
  constexpr double kScale = 6;  // a certain cell has a logit of 3
  return (sketch - 0.5) * kScale;
}

}  // namespace limn::nn
