// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "layers.h"
#include "prompt_encoder.h"

#include <utility>
#include <vector>

namespace limn::nn {

/// Multi-head attention with separate inputs; its inner width follows from the weights.
struct DecoderAttention {
  DecoderAttention(const WeightScope& scope, std::int64_t headCount);
  /// q `[B, Nq, C]`, k and v `[B, Nk, C]` to `[B, Nq, C]`. `keyBias` `[B, 1, 1, Nk]` is added to
  /// the scores where it is defined.
  [[nodiscard]] at::Tensor operator()(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                      const at::Tensor& keyBias = {}) const;

  Linear q_proj, k_proj, v_proj, out_proj;
  std::int64_t heads;
};

/// Tokens `[B, N, C]` and image cells `[B, g*g, C]` on their way through the transformer.
struct TwoWayState {
  at::Tensor tokens, cells;
};
/// What stays the same on that way.
struct TwoWayFrame {
  at::Tensor tokenPositions, cellPositions;
  at::Tensor tokenBias;  // [B, 1, 1, N], -inf for tokens that are to be overlooked; or undefined
};

struct TwoWayBlock {
  TwoWayBlock(const WeightScope& scope, std::int64_t headCount, bool isFirst);
  [[nodiscard]] TwoWayState operator()(const TwoWayState& state, const TwoWayFrame& frame) const;

  DecoderAttention self_attn, cross_attn_token_to_image, cross_attn_image_to_token;
  LayerNorm norm1, norm2, norm3, norm4;
  Linear lin1, lin2;
  bool first;
};

/// All mask tokens' answers: token 0 is the single mask, the others the candidates.
struct DecodedMasks {
  at::Tensor logits;  // [B, tokens, 4g, 4g]
  at::Tensor iou;     // [B, tokens]

  [[nodiscard]] DecodedMasks single() const;      // token 0
  [[nodiscard]] DecodedMasks candidates() const;  // tokens 1 and up
};

/// SAM's two-way mask decoder.
struct MaskDecoder {
  MaskDecoder(const WeightScope& scope, const SamConfig& config);
  /// `features` and `positions` `[1 or B, C, g, g]`, `prompts` for B masks. B masks of one image
  /// share the embedding.
  [[nodiscard]] DecodedMasks operator()(const at::Tensor& features, const at::Tensor& positions,
                                        const PromptEmbedding& prompts) const;

  std::vector<TwoWayBlock> layers;
  DecoderAttention final_attn_token_to_image;
  LayerNorm norm_final_attn;
  at::Tensor iou_token, mask_tokens;
  Conv up1, up2;       // output_upscaling.0, .3
  LayerNorm2d upNorm;  // output_upscaling.1
  std::vector<Perceptron> output_hypernetworks_mlps;
  Perceptron iou_prediction_head;

 private:
  [[nodiscard]] TwoWayState transform(const TwoWayState& input, const TwoWayFrame& frame) const;
};

}  // namespace limn::nn
