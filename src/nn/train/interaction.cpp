// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/interaction.h"

#include "components.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/searchsorted.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>

#include <algorithm>
#include <array>

namespace limn::nn {

namespace {

constexpr double kMostPixels = 5;

/// Random numbers in [0, 1), `[B, N]` float64 on the CPU.
at::Tensor uniforms(std::int64_t batch, std::int64_t count, std::span<Random> random) {
  at::Tensor values = at::empty({batch, count}, at::kDouble);
  auto* to = values.data_ptr<double>();
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    to[i] = random[static_cast<std::size_t>(i / count)].uniform();
  }
  return values;
}

struct PickedPixels {
  at::Tensor index;  // [B, N] into the flattened region
  at::Tensor any;    // [B, 1] bool: whether the region has a pixel
};

/// Random pixels of each region `[B, S, S]`, with replacement: the k-th set pixel for random k.
PickedPixels pickPixels(const at::Tensor& region, std::int64_t count, std::span<Random> random) {
  const at::Tensor order = region.flatten(1).to(at::kInt).cumsum(1, at::kInt);  // [B, S*S]
  const at::Tensor total = order.slice(1, order.size(1) - 1);                   // [B, 1]
  const at::Tensor share = uniforms(region.size(0), count, random).to(region.device());
  const at::Tensor rank = (share * total).floor().to(at::kInt) + 1;
  const at::Tensor index = at::searchsorted(order, rank.contiguous());
  return {index.clamp_max(order.size(1) - 1), total.gt(0)};
}

at::Tensor toCoords(const at::Tensor& index, std::int64_t side) {
  const at::Tensor row = index.floor_divide(side);
  return at::stack({index - row * side, row}, -1).to(at::kFloat);
}

/// Applies `edit` to each box on the CPU and returns the boxes to their device.
template <typename Edit>
at::Tensor editedBoxes(const at::Tensor& boxes, std::span<Random> random, const Edit& edit) {
  at::Tensor out = boxes.to(at::kCPU, at::kFloat).clone();
  auto* box = out.data_ptr<float>();
  for (std::int64_t i = 0; i < out.size(0); ++i) {
    edit(box + 4 * i, random[static_cast<std::size_t>(i)]);
  }
  return out.to(boxes.device());
}

}  // namespace

at::Tensor tightBoxes(const at::Tensor& masks) {
  const at::Tensor onCpu = masks.to(at::kCPU).contiguous();
  at::Tensor boxes = at::empty({masks.size(0), 4}, at::kFloat);
  auto* to = boxes.data_ptr<float>();
  for (std::int64_t i = 0; i < masks.size(0); ++i) {
    const PixelBox box = largestComponentBox(onCpu[i]);
    to[4 * i] = static_cast<float>(box.x0);
    to[4 * i + 1] = static_cast<float>(box.y0);
    to[4 * i + 2] = static_cast<float>(box.x1);
    to[4 * i + 3] = static_cast<float>(box.y1);
  }
  return boxes.to(masks.device());
}

at::Tensor shiftedBoxes(const at::Tensor& boxes, std::span<Random> random) {
  return editedBoxes(boxes, random, [&](float* box, Random& hand) {
    const double shorter = std::min(box[2] - box[0], box[3] - box[1]);
    const auto most = static_cast<std::int64_t>(std::min(kMostPixels, 0.1 * shorter * 5));
    if (most < 1) return;
    const auto dx = static_cast<float>(hand.below(2 * most) - most);
    const auto dy = static_cast<float>(hand.below(2 * most) - most);
    for (const int corner : {0, 2}) {
      box[corner] += dx;
      box[corner + 1] += dy;
    }
  });
}

at::Tensor jitteredBoxes(const at::Tensor& boxes, std::int64_t side, std::span<Random> random) {
  const auto last = static_cast<float>(side - 1);
  return editedBoxes(boxes, random, [&](float* box, Random& hand) {
    if (hand.chance(1.0 / 3.0)) return;
    const std::array<double, 2> most{std::min(kMostPixels, 0.05 * (box[2] - box[0])),
                                     std::min(kMostPixels, 0.05 * (box[3] - box[1]))};
    for (int edge = 0; edge < 4; ++edge) {
      const double reach = most[static_cast<std::size_t>(edge % 2)];
      box[edge] =
          std::clamp(box[edge] + static_cast<float>(hand.uniform(-reach, reach)), 0.0F, last);
    }
    box[2] = std::max(box[2], std::min(box[0] + 1, last));
    box[3] = std::max(box[3], std::min(box[1] + 1, last));
  });
}

Clicks clicksInside(const at::Tensor& masks, std::int64_t count, std::span<Random> random) {
  const at::Tensor index = pickPixels(masks, count, random).index;
  return {toCoords(index, masks.size(2)), at::full_like(index, 1)};
}

Clicks clicksOnErrors(const at::Tensor& predicted, const at::Tensor& masks, std::int64_t count,
                      std::span<Random> random) {
  const at::Tensor truth = masks.to(at::kBool);
  const PickedPixels picked = pickPixels(predicted.logical_xor(truth), count, random);
  const at::Tensor label = truth.flatten(1).gather(1, picked.index).to(at::kLong);
  return {toCoords(picked.index, masks.size(2)),
          at::where(picked.any, label, at::full_like(label, -1))};
}

Clicks joined(const Clicks& a, const Clicks& b) {
  if (!a.coords.defined()) return b;
  if (!b.coords.defined()) return a;
  return {at::cat({a.coords, b.coords}, 1), at::cat({a.labels, b.labels}, 1)};
}

}  // namespace limn::nn
