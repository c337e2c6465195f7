// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

namespace limn::nn {

/// SAM-Med2D's training losses, scalars with gradients. All sums run over the whole batch.
struct MaskLosses {
  at::Tensor focal;  // alpha 0.25, gamma 2, mean over pixels
  at::Tensor dice;   // 1 - soft Dice with smoothing 1
  at::Tensor iou;    // mean squared error of the predicted IoU against the soft IoU of the batch
  at::Tensor total;  // 20 focal + dice + iou
};

/// `logits` and `masks` `[B, 1, H, W]`, masks 0 or 1; `predictedIou` `[B, 1]`.
[[nodiscard]] MaskLosses maskLosses(const at::Tensor& logits, const at::Tensor& masks,
                                    const at::Tensor& predictedIou);

/// Agreement of thresholded masks, one number per sample, `[B]`. Two empty masks agree fully.
struct MaskAgreement {
  at::Tensor iou, dice;
};

/// `logits` and `masks` as above; inside means logits > 0.
[[nodiscard]] MaskAgreement maskAgreement(const at::Tensor& logits, const at::Tensor& masks);

}  // namespace limn::nn
