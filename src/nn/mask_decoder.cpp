// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mask_decoder.h"

#include "torch_versions.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/stack.h>

#include <cmath>

namespace limn::nn {

namespace {

constexpr double kDecoderEps = 1e-5;

/// `[B, N, C]` to `[B, heads, N, C / heads]`.
at::Tensor splitHeads(const at::Tensor& x, std::int64_t heads) {
  return x.view({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
}

/// `[B, C, g, g]` to `[B, g*g, C]`.
at::Tensor toCells(const at::Tensor& planes) {
  return planes.flatten(2).transpose(1, 2);
}

}  // namespace

DecoderAttention::DecoderAttention(const WeightScope& scope, std::int64_t headCount)
    : q_proj(scope / "q_proj"),
      k_proj(scope / "k_proj"),
      v_proj(scope / "v_proj"),
      out_proj(scope / "out_proj"),
      heads(headCount) {}

at::Tensor DecoderAttention::operator()(const at::Tensor& q, const at::Tensor& k,
                                        const at::Tensor& v, const at::Tensor& keyBias) const {
  const at::Tensor query = splitHeads(q_proj(q), heads);
  const at::Tensor key = splitHeads(k_proj(k), heads);
  const at::Tensor value = splitHeads(v_proj(v), heads);
  at::Tensor mixed;
  if (canFuseAttention()) {
    mixed = fusedAttention(query, key, value, keyBias);
  } else {
    const double scale = 1.0 / std::sqrt(static_cast<double>(query.size(-1)));
    at::Tensor scores = at::matmul(query, key.transpose(-2, -1)) * scale;
    if (keyBias.defined()) scores = scores + keyBias;
    mixed = at::matmul(scores.softmax(-1), value);
  }
  return out_proj(mixed.transpose(1, 2).flatten(2));
}

TwoWayBlock::TwoWayBlock(const WeightScope& scope, std::int64_t headCount, bool isFirst)
    : self_attn(scope / "self_attn", headCount),
      cross_attn_token_to_image(scope / "cross_attn_token_to_image", headCount),
      cross_attn_image_to_token(scope / "cross_attn_image_to_token", headCount),
      norm1(scope / "norm1", kDecoderEps),
      norm2(scope / "norm2", kDecoderEps),
      norm3(scope / "norm3", kDecoderEps),
      norm4(scope / "norm4", kDecoderEps),
      lin1(scope / "mlp" / "lin1"),
      lin2(scope / "mlp" / "lin2"),
      first(isFirst) {}

// In the first block the tokens are their own positions: self-attention replaces them there,
// without a residual.
TwoWayState TwoWayBlock::operator()(const TwoWayState& state, const TwoWayFrame& frame) const {
  at::Tensor tokens = state.tokens;
  if (first) {
    tokens = norm1(self_attn(tokens, tokens, tokens, frame.tokenBias));
  } else {
    const at::Tensor placed = tokens + frame.tokenPositions;
    tokens = norm1(tokens + self_attn(placed, placed, tokens, frame.tokenBias));
  }
  const at::Tensor placedCells = state.cells + frame.cellPositions;
  tokens = norm2(
      tokens + cross_attn_token_to_image(tokens + frame.tokenPositions, placedCells, state.cells));
  tokens = norm3(tokens + lin2(lin1(tokens).relu()));
  const at::Tensor answer = cross_attn_image_to_token(placedCells, tokens + frame.tokenPositions,
                                                      tokens, frame.tokenBias);
  return {tokens, norm4(state.cells + answer)};
}

DecodedMasks DecodedMasks::single() const {
  return {logits.slice(1, 0, 1), iou.slice(1, 0, 1)};
}

DecodedMasks DecodedMasks::candidates() const {
  return {logits.slice(1, 1), iou.slice(1, 1)};
}

MaskDecoder::MaskDecoder(const WeightScope& scope, const SamConfig& config)
    : final_attn_token_to_image(scope / "transformer" / "final_attn_token_to_image",
                                config.decoderHeads),
      norm_final_attn(scope / "transformer" / "norm_final_attn", kDecoderEps),
      iou_token((scope / "iou_token").tensor("weight")),
      mask_tokens((scope / "mask_tokens").tensor("weight")),
      up1(scope / "output_upscaling" / 0),
      up2(scope / "output_upscaling" / 3),
      upNorm(scope / "output_upscaling" / 1),
      iou_prediction_head(scope / "iou_prediction_head", config.iouHeadDepth) {
  constexpr std::int64_t kHyperDepth = 3;
  for (std::int64_t i = 0; i < config.decoderDepth; ++i) {
    layers.emplace_back(scope / "transformer" / "layers" / i, config.decoderHeads, i == 0);
  }
  for (std::int64_t i = 0; i <= config.multimaskOutputs; ++i) {
    output_hypernetworks_mlps.emplace_back(scope / "output_hypernetworks_mlps" / i, kHyperDepth);
  }
}

TwoWayState MaskDecoder::transform(const TwoWayState& input, const TwoWayFrame& frame) const {
  TwoWayState state = input;
  for (const TwoWayBlock& layer : layers)
    state = layer(state, frame);
  const at::Tensor answer = final_attn_token_to_image(
      state.tokens + frame.tokenPositions, state.cells + frame.cellPositions, state.cells);
  return {norm_final_attn(state.tokens + answer), state.cells};
}

DecodedMasks MaskDecoder::operator()(const at::Tensor& features, const at::Tensor& positions,
                                     const PromptEmbedding& prompts) const {
  const std::int64_t batch = prompts.sparse.size(0);
  const std::int64_t count = mask_tokens.size(0);
  const at::Tensor own = at::cat({iou_token, mask_tokens}).unsqueeze(0).expand({batch, -1, -1});
  const at::Tensor image = features + prompts.dense;  // [B, C, g, g]
  const at::Tensor tokens = at::cat({own, prompts.sparse}, 1);
  at::Tensor bias;
  if (prompts.sparseBias.defined()) {
    bias = at::constant_pad_nd(prompts.sparseBias, {own.size(1), 0}).unsqueeze(1).unsqueeze(1);
  }
  const TwoWayState out = transform({tokens, toCells(image)}, {tokens, toCells(positions), bias});

  at::Tensor planes = out.cells.transpose(1, 2).reshape(image.sizes());
  planes = at::gelu(upNorm(up1.transposed(planes, 2)));
  planes = at::gelu(up2.transposed(planes, 2));  // [B, C/8, 4g, 4g]
  std::vector<at::Tensor> mixers;
  for (std::int64_t i = 0; i < count; ++i) {
    mixers.push_back(
        output_hypernetworks_mlps[static_cast<std::size_t>(i)](out.tokens.select(1, 1 + i)));
  }
  at::Tensor logits = at::matmul(at::stack(mixers, 1), planes.flatten(2))
                          .view({batch, count, planes.size(2), planes.size(3)});
  if (prompts.prior.defined()) logits = logits + prompts.prior;
  return {logits, iou_prediction_head(out.tokens.select(1, 0))};
}

}  // namespace limn::nn
