// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "preprocess.h"

#include "cpu/resize.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/_upsample_bicubic2d_aa.h>
#include <ATen/ops/_upsample_bilinear2d_aa.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/upsample_bilinear2d.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace limn::nn {

namespace {

constexpr std::array<double, 3> kStd{58.395, 57.12, 57.375};

void requireRgb(const at::Tensor& rgb) {
  const bool fits = rgb.defined() && rgb.dim() == 3 && rgb.size(2) == 3 && rgb.size(0) > 0 &&
                    rgb.size(1) > 0 && rgb.scalar_type() == at::kByte && rgb.device().is_cpu();
  if (!fits) throw std::invalid_argument("expected an image [H, W, 3] of uint8 on the CPU");
}

/// `[H, W, 3]` on the 0..255 scale to normalised `[1, 3, H, W]`, rounded to float once.
at::Tensor normalise(const at::Tensor& rgb) {
  const at::Tensor mean = at::tensor(kMeanColour, at::kDouble);
  const at::Tensor deviation = at::tensor(kStd, at::kDouble);
  const at::Tensor values = rgb.to(at::kDouble).sub_(mean).div_(deviation);
  return values.to(at::kFloat).permute({2, 0, 1}).unsqueeze(0).contiguous();
}

at::Tensor bilinear(const at::Tensor& planes, std::int64_t height, std::int64_t width) {
  if (planes.size(2) == height && planes.size(3) == width) return planes;
  const bool plain = planes.is_cpu() && planes.scalar_type() == at::kFloat;
  if (plain && !planes.requires_grad()) return cpu::resizeBilinear(planes, height, width);
  return at::upsample_bilinear2d(planes, {height, width}, false);
}

at::Tensor planesOf(const at::Tensor& rgb) {
  return rgb.permute({2, 0, 1}).unsqueeze(0).to(at::kFloat).contiguous();
}

at::Tensor cropContent(const at::Tensor& planes, const InputFrame& frame) {
  return planes.slice(2, frame.top, frame.top + frame.inputHeight)
      .slice(3, frame.left, frame.left + frame.inputWidth);
}

void requireFinite(std::initializer_list<float> values, const char* what) {
  for (const float value : values) {
    if (!std::isfinite(value)) {
      throw std::invalid_argument(std::string(what) + " has a coordinate that is not a number");
    }
  }
}

/// Original pixels to input pixels, the way the published scripts scale them: the half pixel that
/// the prompt encoder adds comes after.
struct PointMap {
  explicit PointMap(const InputFrame& f)
      : sx(static_cast<double>(f.inputWidth) / static_cast<double>(f.width)),
        sy(static_cast<double>(f.inputHeight) / static_cast<double>(f.height)),
        left(static_cast<double>(f.left)),
        top(static_cast<double>(f.top)) {}
  [[nodiscard]] float x(float value) const { return static_cast<float>(value * sx + left); }
  [[nodiscard]] float y(float value) const { return static_cast<float>(value * sy + top); }

  double sx, sy, left, top;
};

at::Tensor maskPrompt(const at::Tensor& logits, const SamConfig& config) {
  const std::int64_t side = config.lowResSide();
  if (logits.numel() != side * side || logits.size(-1) != side) {
    throw std::invalid_argument("expected a mask prompt [" + std::to_string(side) + ", " +
                                std::to_string(side) + "]");
  }
  const at::Tensor plane = logits.to(at::kFloat).reshape({1, 1, side, side});
  return config.family == Family::SamMed2d ? plane.sigmoid() : plane;
}

}  // namespace

at::Tensor nearestIndices(std::int64_t source, std::int64_t target) {
  const double step = 1.0 / (static_cast<double>(target) / static_cast<double>(source));
  const at::Tensor index = at::arange(target, at::kDouble).mul_(step).floor_().to(at::kLong);
  return index.clamp_max_(source - 1);
}

InputFrame samMed2dFrame(std::int64_t height, std::int64_t width, std::int64_t side) {
  const bool small = height < side && width < side;
  if (!small) return {height, width, side, side, 0, 0};
  return {height, width, height, width, (side - height) / 2, (side - width) / 2};
}

PreparedImage prepareSamMed2d(const at::Tensor& rgb, std::int64_t side) {
  requireRgb(rgb);
  const std::int64_t height = rgb.size(0), width = rgb.size(1);
  const InputFrame frame = samMed2dFrame(height, width, side);
  if (height < side && width < side) {
    const std::int64_t right = side - width - frame.left, below = side - height - frame.top;
    return {at::constant_pad_nd(normalise(rgb), {frame.left, right, frame.top, below}), frame};
  }
  const at::Tensor resized = rgb.index_select(0, nearestIndices(height, side))
                                 .index_select(1, nearestIndices(width, side));
  return {normalise(resized), frame};
}

PreparedImage prepareSam(const at::Tensor& rgb, std::int64_t side) {
  requireRgb(rgb);
  const std::int64_t height = rgb.size(0), width = rgb.size(1);
  const double scale = static_cast<double>(side) / static_cast<double>(std::max(height, width));
  const auto scaled = [&](std::int64_t length) {
    return std::max<std::int64_t>(
        1, static_cast<std::int64_t>(static_cast<double>(length) * scale + 0.5));
  };
  const std::int64_t newHeight = scaled(height), newWidth = scaled(width);
  const at::Tensor resized =
      at::_upsample_bilinear2d_aa(planesOf(rgb), {newHeight, newWidth}, false).round_();
  const at::Tensor normalised = normalise(resized.squeeze(0).permute({1, 2, 0}));
  const at::Tensor padded =
      at::constant_pad_nd(normalised, {0, side - newWidth, 0, side - newHeight});
  return {padded, {height, width, newHeight, newWidth, 0, 0}};
}

PreparedImage prepareMedSam(const at::Tensor& rgb, std::int64_t side) {
  requireRgb(rgb);
  at::Tensor x = at::_upsample_bicubic2d_aa(planesOf(rgb), {side, side}, false);
  x = x.clamp_(0, 255).round_();
  const at::Tensor low = x.min(), range = (x.max() - low).clamp_min(1e-8);
  return {(x - low).div_(range), {rgb.size(0), rgb.size(1), side, side, 0, 0}};
}

PreparedImage prepareImage(Family family, const at::Tensor& rgb, std::int64_t side) {
  switch (family) {
    case Family::SamMed2d:
      return prepareSamMed2d(rgb, side);
    case Family::Sam:
      return prepareSam(rgb, side);
    case Family::MedSam:
      return prepareMedSam(rgb, side);
  }
  throw std::invalid_argument("unknown model family");
}

at::Tensor restoreSamMed2d(const at::Tensor& lowRes, const InputFrame& frame, std::int64_t side) {
  const at::Tensor atInput = bilinear(lowRes, side, side);
  if (frame.height < side && frame.width < side) return cropContent(atInput, frame);
  return bilinear(atInput, frame.height, frame.width);
}

at::Tensor restoreSam(const at::Tensor& lowRes, const InputFrame& frame, std::int64_t side) {
  const at::Tensor content = cropContent(bilinear(lowRes, side, side), frame);
  return bilinear(content.contiguous(), frame.height, frame.width);
}

at::Tensor restoreMedSam(const at::Tensor& lowRes, const InputFrame& frame) {
  constexpr double kSmallest = 1e-6;
  return bilinear(lowRes.sigmoid(), frame.height, frame.width).logit(kSmallest);
}

at::Tensor restoreMask(Family family, const at::Tensor& lowRes, const InputFrame& frame,
                       std::int64_t side) {
  switch (family) {
    case Family::SamMed2d:
      return restoreSamMed2d(lowRes, frame, side);
    case Family::Sam:
      return restoreSam(lowRes, frame, side);
    case Family::MedSam:
      return restoreMedSam(lowRes, frame);
  }
  throw std::invalid_argument("unknown model family");
}

PromptTensors preparePrompts(const Prompts& prompts, const InputFrame& frame,
                             const SamConfig& config) {
  if (prompts.points.empty() && !prompts.box && !prompts.maskLogits.defined()) {
    throw std::invalid_argument("expected at least one point, box or mask prompt, found none");
  }
  const PointMap map(frame);
  PromptTensors out;
  if (!prompts.points.empty()) {
    const auto count = static_cast<std::int64_t>(prompts.points.size());
    std::vector<float> coords;
    std::vector<std::int64_t> labels;
    for (const PromptPoint& point : prompts.points) {
      requireFinite({point.x, point.y}, "a point");
      if (point.label != 0 && point.label != 1) {
        throw std::invalid_argument("expected point label 0 or 1, found " +
                                    std::to_string(point.label));
      }
      coords.insert(coords.end(), {map.x(point.x), map.y(point.y)});
      labels.push_back(point.label);
    }
    out.coords = at::tensor(coords, at::kFloat).view({1, count, 2});
    out.labels = at::tensor(labels, at::kLong).view({1, count});
  }
  if (prompts.box) {
    const PromptBox& box = *prompts.box;
    requireFinite({box.x0, box.y0, box.x1, box.y1}, "a box");
    if (box.x0 > box.x1 || box.y0 > box.y1) {
      throw std::invalid_argument("expected a box with x0 <= x1 and y0 <= y1");
    }
    const std::array<float, 4> corners{map.x(box.x0), map.y(box.y0), map.x(box.x1), map.y(box.y1)};
    out.boxes = at::tensor(corners, at::kFloat).view({1, 4});
  }
  if (prompts.maskLogits.defined()) out.masks = maskPrompt(prompts.maskLogits, config);
  return out;
}

}  // namespace limn::nn
