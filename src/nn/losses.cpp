// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "losses.h"

#include <ATen/TensorOperators.h>

#include <stdexcept>

namespace limn::nn {

namespace {

constexpr double kLogFloor = 1e-12;
constexpr double kRatioFloor = 1e-7;
constexpr double kFocalWeight = 20.0;

void requireSameShape(const at::Tensor& logits, const at::Tensor& masks) {
  if (logits.dim() != 4 || logits.sizes() != masks.sizes()) {
    throw std::invalid_argument("expected logits and masks of one shape [B, 1, H, W]");
  }
}

at::Tensor focalLoss(const at::Tensor& probability, const at::Tensor& masks) {
  constexpr double kAlpha = 0.25;
  const at::Tensor inverse = 1 - probability;
  const at::Tensor inside = masks * inverse.square() * (probability + kLogFloor).log();
  const at::Tensor outside = (1 - masks) * probability.square() * (inverse + kLogFloor).log();
  return -(kAlpha * inside.sum() + (1 - kAlpha) * outside.sum()) /
         static_cast<double>(masks.numel());
}

at::Tensor diceLoss(const at::Tensor& probability, const at::Tensor& masks) {
  constexpr double kSmooth = 1.0;
  const at::Tensor overlap = (probability * masks).sum();
  return 1 - (2 * overlap + kSmooth) / (probability.sum() + masks.sum() + kSmooth);
}

at::Tensor iouLoss(const at::Tensor& probability, const at::Tensor& masks,
                   const at::Tensor& predicted) {
  const at::Tensor overlap = (probability * masks).sum();
  const at::Tensor unionArea = probability.sum() + masks.sum() - overlap;
  return ((overlap + kRatioFloor) / (unionArea + kRatioFloor) - predicted).square().mean();
}

}  // namespace

MaskLosses maskLosses(const at::Tensor& logits, const at::Tensor& masks,
                      const at::Tensor& predictedIou) {
  requireSameShape(logits, masks);
  const at::Tensor probability = logits.sigmoid();
  MaskLosses losses;
  losses.focal = focalLoss(probability, masks);
  losses.dice = diceLoss(probability, masks);
  losses.iou = iouLoss(probability, masks, predictedIou);
  losses.total = kFocalWeight * losses.focal + losses.dice + losses.iou;
  return losses;
}

MaskAgreement maskAgreement(const at::Tensor& logits, const at::Tensor& masks) {
  requireSameShape(logits, masks);
  const at::Tensor inside = logits.gt(0).to(at::kFloat);
  const at::Tensor overlap = (inside * masks).sum({1, 2, 3});
  const at::Tensor areas = inside.sum({1, 2, 3}) + masks.sum({1, 2, 3});
  return {(overlap + kRatioFloor) / (areas - overlap + kRatioFloor),
          (2 * overlap + kRatioFloor) / (areas + kRatioFloor)};
}

}  // namespace limn::nn
