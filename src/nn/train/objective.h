// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/training.h"
#include "mask_decoder.h"

namespace limn::nn {

/// Loss and quality of one answer of the network. B masks, input side S.
struct JudgedAnswer {
  at::Tensor loss;    // scalar with gradient
  at::Tensor lowRes;  // [B, 1, 4g, 4g] of the highest-scored candidate, without gradient
  at::Tensor inside;  // [B, S, S] bool, the same candidate at the input's size
  double dice = 0;    // of that candidate, mean over the masks
};

/// Agreement of masks, `[B, K]`.
struct Agreement {
  at::Tensor iou, dice;
};
/// `inside` `[B, K, S, S]` bool against `truth` `[B, 1, S, S]` bool.
[[nodiscard]] Agreement agreementOf(const at::Tensor& inside, const at::Tensor& truth);

/// 20 focal (alpha 0.25, gamma 2) + Dice loss of each candidate for itself, `[B, K]`, so that a
/// small structure counts like a large one. `logits` `[B, K, S, S]`, `masks` `[B, 1, S, S]` fp32.
[[nodiscard]] at::Tensor focalAndDice(const at::Tensor& logits, const at::Tensor& masks);

/// Holds the three candidates against the masks `[B, S, S]` uint8. Published: the losses of
/// maskLosses() on the candidate with the highest predicted IoU. Compact: focal and Dice loss per
/// mask on the candidate that fits best (Li et al. 2018, multiple choice learning), and the squared
/// error of every candidate's predicted IoU, so that the choice among them is learned as well.
[[nodiscard]] JudgedAnswer judge(Recipe recipe, const DecodedMasks& candidates,
                                 const at::Tensor& masks);

}  // namespace limn::nn
