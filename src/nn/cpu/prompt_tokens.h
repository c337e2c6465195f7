// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt_encoder.h"

namespace limn::nn::cpu {

/// The tokens of points and boxes as PromptEncoder makes them, for inference on the CPU: some forty
/// calls of LibTorch for a few hundred numbers would be a noticeable part of a click.
class PromptTokens {
 public:
  explicit PromptTokens(const PromptEncoder& source);

  /// `[B, tokens, C]`. Labels are -1, 0 or 1; nothing is skipped.
  [[nodiscard]] at::Tensor operator()(const PromptTensors& prompts) const;

 private:
  /// Sine and cosine of the place (x, y), in input pixels, plus `kind`.
  void write(float x, float y, const float* kind, float* token) const;

  at::Tensor gaussian_;  // [2, C / 2]
  at::Tensor kinds_;     // [5, C]: exclude, include, first corner, second corner, not a point
  std::int64_t width_;
  float imageSize_;
};

}  // namespace limn::nn::cpu
