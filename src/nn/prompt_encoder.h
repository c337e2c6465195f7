// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "layers.h"

#include <array>
#include <utility>

namespace limn::nn {

/// The label of a place in PromptTensors without a point: the network never sees it.
inline constexpr std::int64_t kNoPoint = -2;

/// Prompts for a batch of B masks, in input pixels (x, y). Undefined tensors are absent prompts.
struct PromptTensors {
  at::Tensor coords;           // [B, N, 2]
  at::Tensor labels;           // [B, N], 1 include, 0 exclude, -1 ignored
  at::Tensor boxes;            // [B, 4], x0 y0 x1 y1
  at::Tensor masks;            // [B, 1, 4g, 4g], as fed to the network
  bool maySkipPoints = false;  // labels may be kNoPoint
};

/// B; 1 where there are no prompts.
[[nodiscard]] std::int64_t batchOf(const PromptTensors& prompts);

struct PromptEmbedding {
  at::Tensor sparse;     // [B, tokens, C]; no tokens when only a mask is given
  at::Tensor dense;      // [B, C, g, g]
  bool hasMask = false;  // false: `dense` is the same for every prompt
  at::Tensor prior;  // [B, 1, 4g, 4g] logits that the decoder's answer is added to, or undefined
  at::Tensor sparseBias;  // [B, tokens], -inf for tokens to be overlooked, or undefined
};

/// SAM's prompt encoder: random Fourier positions and learned kinds.
struct PromptEncoder {
  PromptEncoder(const WeightScope& scope, const SamConfig& config);
  [[nodiscard]] PromptEmbedding operator()(const PromptTensors& prompts) const;
  /// All of it but the tokens: `sparse` and `sparseBias` are left undefined.
  [[nodiscard]] PromptEmbedding embedDense(const PromptTensors& prompts) const;
  /// Positions of the embedding's cells, `[1, C, g, g]`.
  [[nodiscard]] at::Tensor densePositions() const;

  at::Tensor gaussian;                         // pe_layer.positional_encoding_gaussian_matrix
  std::array<at::Tensor, 4> point_embeddings;  // exclude, include, first corner, second corner
  at::Tensor not_a_point_embed, no_mask_embed;
  Conv down1, down2, widen;  // mask_downscaling.0, .3, .6
  LayerNorm2d norm1, norm2;  // mask_downscaling.1, .4
  std::int64_t imageSize, gridSide;
  bool sketchedPrompts;

 private:
  [[nodiscard]] at::Tensor encodePositions(const at::Tensor& unitCoords) const;
  [[nodiscard]] at::Tensor embedPoints(at::Tensor coords, at::Tensor labels, bool boxFollows) const;
  [[nodiscard]] at::Tensor embedBoxes(const at::Tensor& boxes) const;
  [[nodiscard]] at::Tensor embedMasks(const at::Tensor& masks) const;
};

}  // namespace limn::nn
