// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/objective.h"

#include "losses.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_sigmoid.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <c10/core/GradMode.h>

namespace limn::nn {

Agreement agreementOf(const at::Tensor& inside, const at::Tensor& truth) {
  const at::Tensor overlap = inside.logical_and(truth).sum({2, 3}).to(at::kFloat);
  const at::Tensor areas = inside.sum({2, 3}).to(at::kFloat) + truth.sum({2, 3}).to(at::kFloat);
  return {overlap / (areas - overlap).clamp_min(1), 2 * overlap / areas.clamp_min(1)};
}

at::Tensor focalAndDice(const at::Tensor& logits, const at::Tensor& masks) {
  constexpr double kFocalWeight = 20, kAlpha = 0.25, kSmooth = 1;
  const at::Tensor p = logits.sigmoid();
  const at::Tensor logP = at::log_sigmoid(logits), logQ = logP - logits;
  const at::Tensor inside = masks * (1 - p).square() * logP;
  const at::Tensor outside = (1 - masks) * p.square() * logQ;
  const at::Tensor focal = -(kAlpha * inside + (1 - kAlpha) * outside).mean({2, 3});
  const at::Tensor overlap = (p * masks).sum({2, 3});
  const at::Tensor dice =
      1 - (2 * overlap + kSmooth) / (p.sum({2, 3}) + masks.sum({2, 3}) + kSmooth);
  return kFocalWeight * focal + dice;
}

namespace {

/// `planes` `[B, K, h, w]`, `chosen` `[B]` to `[B, 1, h, w]`.
at::Tensor pick(const at::Tensor& planes, const at::Tensor& chosen) {
  const at::Tensor index =
      chosen.view({-1, 1, 1, 1}).expand({-1, 1, planes.size(2), planes.size(3)});
  return planes.gather(1, index);
}

at::Tensor toSide(const at::Tensor& logits, std::int64_t side) {
  return at::upsample_bilinear2d(logits, {side, side}, false);
}

JudgedAnswer judgePublished(const DecodedMasks& candidates, const at::Tensor& masks) {
  const at::Tensor best = candidates.iou.detach().argmax(1);
  const at::Tensor lowRes = pick(candidates.logits, best);
  const at::Tensor logits = toSide(lowRes, masks.size(2));
  const at::Tensor truth = masks.unsqueeze(1);
  JudgedAnswer judged;
  judged.loss =
      maskLosses(logits, truth.to(at::kFloat), candidates.iou.gather(1, best.unsqueeze(1))).total;
  judged.lowRes = lowRes.detach();
  const at::Tensor inside = logits.detach().gt(0);
  judged.inside = inside.squeeze(1);
  judged.dice = agreementOf(inside, truth.to(at::kBool)).dice.mean().item<double>();
  return judged;
}

JudgedAnswer judgeCompact(const DecodedMasks& candidates, const at::Tensor& masks) {
  const at::Tensor truth = masks.unsqueeze(1);
  at::Tensor inside;
  Agreement found;
  {
    const c10::AutoGradMode noGrad(false);
    inside = toSide(candidates.logits.detach(), masks.size(2)).gt(0);  // [B, K, S, S]
    found = agreementOf(inside, truth.to(at::kBool));
  }
  const at::Tensor closest = found.iou.argmax(1);
  const at::Tensor logits = toSide(pick(candidates.logits, closest), masks.size(2));
  const at::Tensor scored = candidates.iou.detach().argmax(1);
  JudgedAnswer judged;
  judged.loss = focalAndDice(logits, truth.to(at::kFloat)).mean() +
                (candidates.iou - found.iou).square().mean();
  judged.lowRes = pick(candidates.logits.detach(), scored);
  judged.inside = pick(inside, scored).squeeze(1);
  judged.dice = found.dice.gather(1, scored.unsqueeze(1)).mean().item<double>();
  return judged;
}

}  // namespace

JudgedAnswer judge(Recipe recipe, const DecodedMasks& candidates, const at::Tensor& masks) {
  return recipe == Recipe::Published ? judgePublished(candidates, masks)
                                     : judgeCompact(candidates, masks);
}

}  // namespace limn::nn
