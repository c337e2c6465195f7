// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "focus/focus_shape.h"

#include <ATen/core/Tensor.h>

namespace limn::nn {

/// What the focus network says of B views of side S; fp32.
struct FocusOutput {
  at::Tensor logits;  // [B, K, S, S]: candidates, each a correction added to the base
  at::Tensor iou;     // [B, K + 1] predicted IoU of the candidates, then of the base itself
};

/// The focus network over tensors by name, which it refers to: gradients flow into them when they
/// require them. Plain ATen operations, on any device.
class FocusNetwork {
 public:
  /// `state` holds focusTensors(shape, form). `type` is what convolutions compute in: kFloat or
  /// kBFloat16.
  FocusNetwork(std::map<std::string, at::Tensor> tensors, FocusShape shape, FocusForm form,
               at::ScalarType type = at::kFloat);

  /// `input` `[B, C, S, S]`, `base` `[B, 1, S, S]` fp32 logits. With `training` batch norms use the
  /// batch and move their running means. (The folded form has none.)
  [[nodiscard]] FocusOutput operator()(const at::Tensor& input, const at::Tensor& base,
                                       bool training = false) const;
  [[nodiscard]] const FocusShape& shape() const { return shape_; }

 private:
  [[nodiscard]] const at::Tensor& weight(const std::string& name) const;
  [[nodiscard]] at::Tensor conv(const at::Tensor& x, const std::string& name, std::int64_t stride,
                                bool training) const;
  [[nodiscard]] at::Tensor blocks(at::Tensor x, const std::string& name, std::int64_t count,
                                  bool training) const;
  [[nodiscard]] at::Tensor attention(const at::Tensor& x) const;
  [[nodiscard]] at::Tensor scores(const at::Tensor& coarsest, const at::Tensor& finest,
                                  const at::Tensor& masks) const;

  std::map<std::string, at::Tensor> tensors_;
  FocusShape shape_;
  FocusForm form_;
  at::ScalarType type_;
};

/// The tensors with each batch norm multiplied into the convolution before it; no gradient.
[[nodiscard]] std::map<std::string, at::Tensor> foldedFocusTensors(
    const std::map<std::string, at::Tensor>& trainable, const FocusShape& shape);

}  // namespace limn::nn
