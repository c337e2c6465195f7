// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "layers.h"
#include "limn/nn/predictor.h"

#include <vector>

namespace limn::nn {

/// Self-attention on a token grid with decomposed relative positions. Window 0 means the whole
/// grid.
struct EncoderAttention {
  EncoderAttention(const WeightScope& scope, std::int64_t headCount, std::int64_t windowSide);
  /// `[B, H, W, C]` to the same shape.
  [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;

  Linear qkv, proj;
  at::Tensor rel_pos_h, rel_pos_w;
  std::int64_t heads;
  std::int64_t window;

 private:
  [[nodiscard]] at::Tensor attend(const at::Tensor& qkvTokens) const;
};

/// SAM-Med2D's adapter: channel gate, then a strided spatial detour, then LayerNorm.
struct Adapter {
  explicit Adapter(const WeightScope& scope);
  /// `[B, H, W, C]` to the same shape; H and W even.
  [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;

  LayerNorm norm;
  Linear squeeze, excite;  // channel.0, channel.2
  Conv down, up;           // spatial.0, spatial.2
};

struct EncoderBlock {
  EncoderBlock(const WeightScope& scope, const SamConfig& config, std::int64_t index);
  /// `[B, H, W, C]` to the same shape.
  [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;

  LayerNorm norm1, norm2;
  EncoderAttention attn;
  Linear lin1, lin2;
  std::vector<Adapter> adapter;  // one or none
};

/// ViTDet: from the normalised image to the image embedding.
struct ImageEncoder {
  ImageEncoder(const WeightScope& scope, const SamConfig& config);
  /// `[B, 3, S, S]` to `[B, decoderWidth, g, g]`. Throws Cancelled between blocks.
  [[nodiscard]] at::Tensor operator()(const at::Tensor& image,
                                      const CancelCheck& cancelled = {}) const;

  Conv patch_embed;
  at::Tensor pos_embed;
  std::vector<EncoderBlock> blocks;
  Conv neckReduce, neckSmooth;       // neck.0, neck.2
  LayerNorm2d neckNorm1, neckNorm2;  // neck.1, neck.3
  std::int64_t patchSize;
};

}  // namespace limn::nn
