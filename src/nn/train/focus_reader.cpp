// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/focus_reader.h"

#include "components.h"
#include "focus/geodesic.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <span>
#include <vector>

namespace limn::nn {

namespace {

PromptPoint pointAt(std::int64_t index, std::int64_t side, int label) {
  return {static_cast<float>(index % side), static_cast<float>(index / side), label};
}

std::int64_t deepestPixel(const at::Tensor& region) {
  const std::span<const std::uint8_t> bytes(region.data_ptr<std::uint8_t>(),
                                            static_cast<std::size_t>(region.numel()));
  const std::vector<float> depth = distanceInside(bytes, region.size(1), true);
  return std::ranges::max_element(depth) - depth.begin();
}

std::int64_t anyPixel(const at::Tensor& region, Random& random) {
  const at::Tensor set = region.flatten().nonzero();
  return set[random.below(set.size(0))].item<std::int64_t>();
}

/// The largest connected error, 1 where it is; nothing where the errors are single pixels.
std::optional<at::Tensor> largestError(const at::Tensor& answer, const at::Tensor& mask) {
  constexpr std::int64_t kLeastPixels = 2;
  constexpr std::uint8_t kMissing = 1, kExtra = 2;
  at::Tensor errors = at::zeros_like(mask);
  auto* error = errors.data_ptr<std::uint8_t>();
  const auto* said = answer.data_ptr<std::uint8_t>();
  const auto* truth = mask.data_ptr<std::uint8_t>();
  for (std::int64_t i = 0; i < errors.numel(); ++i) {
    if ((said[i] != 0) != (truth[i] != 0)) error[i] = truth[i] != 0 ? kMissing : kExtra;
  }
  const Components found = connectedComponents(errors);
  const auto largest = std::ranges::max_element(found.parts, {}, &Component::pixels);
  if (largest == found.parts.end() || largest->pixels < kLeastPixels) return std::nullopt;
  const auto wanted = static_cast<std::int32_t>(largest - found.parts.begin()) + 1;
  for (std::int64_t i = 0; i < errors.numel(); ++i)
    error[i] = found.labels[static_cast<std::size_t>(i)] == wanted ? 1 : 0;
  return errors;
}

PromptPoint labelledPoint(std::int64_t index, const at::Tensor& mask) {
  return pointAt(index, mask.size(1), mask.data_ptr<std::uint8_t>()[index] != 0 ? 1 : 0);
}

}  // namespace

PromptBox drawnBox(const at::Tensor& mask, double jitter, Random& random) {
  const at::Tensor rows = mask.any(1).nonzero(), columns = mask.any(0).nonzero();
  const auto end = [](const at::Tensor& set, std::int64_t at) {
    return static_cast<double>(set[at].item<std::int64_t>());
  };
  const double x0 = end(columns, 0), x1 = end(columns, -1), y0 = end(rows, 0), y1 = end(rows, -1);
  const double most = random.chance(1.0 / 3) ? 0 : jitter;
  const double w = (x1 - x0 + 1) * most, h = (y1 - y0 + 1) * most;
  PromptBox box;
  box.x0 = static_cast<float>(x0 + random.uniform(-w, w));
  box.y0 = static_cast<float>(y0 + random.uniform(-h, h));
  box.x1 = std::max(static_cast<float>(x1 + random.uniform(-w, w)), box.x0 + 1);
  box.y1 = std::max(static_cast<float>(y1 + random.uniform(-h, h)), box.y0 + 1);
  return box;
}

PromptPoint firstClick(const at::Tensor& mask, Random& random) {
  const bool anywhere = random.chance(0.5);
  return pointAt(anywhere ? anyPixel(mask, random) : deepestPixel(mask), mask.size(1), 1);
}

std::optional<PromptPoint> correctiveClick(const at::Tensor& answer, const at::Tensor& mask,
                                           Random& random) {
  constexpr double kMiddle = 0.7;
  const auto error = largestError(answer, mask);
  if (!error) return std::nullopt;
  const bool middle = random.chance(kMiddle);
  return labelledPoint(middle ? deepestPixel(*error) : anyPixel(*error, random), mask);
}

std::optional<PromptPoint> middleOfError(const at::Tensor& answer, const at::Tensor& mask) {
  const auto error = largestError(answer, mask);
  return error ? std::optional(labelledPoint(deepestPixel(*error), mask)) : std::nullopt;
}

std::optional<PromptPoint> anyPixelOf(const at::Tensor& region, const at::Tensor& mask,
                                      Random& random) {
  if (!region.any().item<bool>()) return std::nullopt;
  return labelledPoint(anyPixel(region, random), mask);
}

}  // namespace limn::nn
