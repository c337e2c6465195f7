// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "image_encoder.h"

#include "torch_versions.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>

#include <algorithm>
#include <cmath>

namespace limn::nn {

namespace {

constexpr double kEncoderEps = 1e-6;
constexpr double kAdapterEps = 1e-5;

std::int64_t windowOf(const SamConfig& config, std::int64_t block) {
  const bool global = std::ranges::find(config.globalBlocks, block) != config.globalBlocks.end();
  return global ? 0 : config.windowSide;
}

/// `[B, H, W, C]` to `[B * windows, side, side, C]`; H and W are multiples of `side`.
at::Tensor partition(const at::Tensor& x, std::int64_t side) {
  const std::int64_t rows = x.size(1) / side, columns = x.size(2) / side;
  return x.reshape({x.size(0), rows, side, columns, side, x.size(3)})
      .permute({0, 1, 3, 2, 4, 5})
      .reshape({-1, side, side, x.size(3)});
}

/// Inverse of partition() for a grid of `height` by `width` tokens.
at::Tensor unpartition(const at::Tensor& windows, std::int64_t height, std::int64_t width) {
  const std::int64_t side = windows.size(1);
  const std::int64_t rows = height / side, columns = width / side;
  return windows.reshape({-1, rows, columns, side, side, windows.size(3)})
      .permute({0, 1, 3, 2, 4, 5})
      .reshape({-1, height, width, windows.size(3)});
}

std::int64_t roundUp(std::int64_t value, std::int64_t step) {
  return (value + step - 1) / step * step;
}

/// Rows of the table for every query (first axis) and key (second axis): `[side, side, c]`.
at::Tensor relativeRows(const at::Tensor& table, std::int64_t side) {
  const at::Tensor line = at::arange(side, table.options().dtype(at::kLong));
  const at::Tensor distance = line.unsqueeze(1) - line.unsqueeze(0) + (side - 1);
  return table.index_select(0, distance.flatten()).view({side, side, table.size(1)});
}

}  // namespace

EncoderAttention::EncoderAttention(const WeightScope& scope, std::int64_t headCount,
                                   std::int64_t windowSide)
    : qkv(scope / "qkv"),
      proj(scope / "proj"),
      rel_pos_h(scope.tensor("rel_pos_h")),
      rel_pos_w(scope.tensor("rel_pos_w")),
      heads(headCount),
      window(windowSide) {}

// [n, h, w, 3C] to [n, h, w, C]
at::Tensor EncoderAttention::attend(const at::Tensor& qkvTokens) const {
  const std::int64_t n = qkvTokens.size(0), h = qkvTokens.size(1), w = qkvTokens.size(2);
  const std::int64_t width = qkvTokens.size(3) / 3, c = width / heads, batch = n * heads;
  const at::Tensor split = qkvTokens.view({n, h * w, 3, heads, c}).permute({2, 0, 3, 1, 4});
  const at::Tensor q = split[0].reshape({batch, h * w, c});

  const at::Tensor grid = q.view({batch, h, w, c});
  const at::Tensor rowTable = relativeRows(rel_pos_h, h).transpose(1, 2);     // [h, c, kh]
  const at::Tensor columnTable = relativeRows(rel_pos_w, w).transpose(1, 2);  // [w, c, kw]
  const at::Tensor byRow = at::matmul(grid, rowTable);                        // [batch, h, w, kh]
  const at::Tensor byColumn = at::matmul(grid.transpose(1, 2), columnTable).transpose(1, 2);

  at::Tensor mixed;  // [batch, h * w, c]
  if (canFuseAttention()) {
    const at::Tensor bias = byRow.unsqueeze(-1) + byColumn.unsqueeze(-2);
    mixed = fusedAttention(q.view({n, heads, h * w, c}), split[1], split[2],
                           bias.view({n, heads, h * w, h * w}));
  } else {
    const at::Tensor k = split[1].reshape({batch, h * w, c});
    const at::Tensor v = split[2].reshape({batch, h * w, c});
    const double scale = 1.0 / std::sqrt(static_cast<double>(c));
    at::Tensor scores = at::matmul(q * scale, k.transpose(1, 2)).view({batch, h, w, h, w});
    scores.add_(byRow.unsqueeze(-1)).add_(byColumn.unsqueeze(-2));
    mixed = at::matmul(scores.view({batch, h * w, h * w}).softmax(-1), v);
  }
  return mixed.view({n, heads, h, w, c}).permute({0, 2, 3, 1, 4}).reshape({n, h, w, width});
}

// A windowed grid is padded with zeros to whole windows before `qkv`, so the keys and values of
// padding are the bias of `qkv`, and they count in the softmax. Adding the bias after the padding
// and projecting after the crop gives the same numbers without running either on padding.
at::Tensor EncoderAttention::operator()(const at::Tensor& x) const {
  if (window == 0) return proj(attend(qkv(x)));
  const std::int64_t height = x.size(1), width = x.size(2);
  const std::int64_t padded = roundUp(height, window), paddedWidth = roundUp(width, window);
  at::Tensor tokens = at::linear(x, qkv.weight);
  tokens = at::constant_pad_nd(tokens, {0, 0, 0, paddedWidth - width, 0, padded - height});
  if (qkv.bias.defined()) tokens = tokens.add_(qkv.bias);
  const at::Tensor mixed = unpartition(attend(partition(tokens, window)), padded, paddedWidth);
  return proj(mixed.slice(1, 0, height).slice(2, 0, width));
}

Adapter::Adapter(const WeightScope& scope)
    : norm(scope / "norm", kAdapterEps),
      squeeze(scope / "channel" / 0),
      excite(scope / "channel" / 2),
      down(scope / "spatial" / 0),
      up(scope / "spatial" / 2) {}

at::Tensor Adapter::operator()(const at::Tensor& x) const {
  const at::Tensor gate = excite(squeeze(x.mean({1, 2}, true)).relu()).sigmoid();  // [B, 1, 1, C]
  const at::Tensor gated = (gate * x).permute({0, 3, 1, 2});
  const at::Tensor spatial = up.transposed(down(gated, 2, 1).relu(), 2, 1).relu();
  return norm(x + spatial.permute({0, 2, 3, 1}));
}

EncoderBlock::EncoderBlock(const WeightScope& scope, const SamConfig& config, std::int64_t index)
    : norm1(scope / "norm1", kEncoderEps),
      norm2(scope / "norm2", kEncoderEps),
      attn(scope / "attn", config.encoderHeads, windowOf(config, index)),
      lin1(scope / "mlp" / "lin1"),
      lin2(scope / "mlp" / "lin2") {
  if (config.adapter) adapter.emplace_back(scope / "Adapter");
}

at::Tensor EncoderBlock::operator()(const at::Tensor& x) const {
  const at::Tensor mixed = x + attn(norm1(x));
  const at::Tensor normed = norm2(mixed);
  at::Tensor out = mixed + lin2(at::gelu(lin1(normed)));
  for (const Adapter& part : adapter)
    out = out + part(normed);
  return out;
}

ImageEncoder::ImageEncoder(const WeightScope& scope, const SamConfig& config)
    : patch_embed(scope / "patch_embed" / "proj"),
      pos_embed(scope.tensor("pos_embed")),
      neckReduce(scope / "neck" / 0),
      neckSmooth(scope / "neck" / 2),
      neckNorm1(scope / "neck" / 1),
      neckNorm2(scope / "neck" / 3),
      patchSize(config.patchSize) {
  for (std::int64_t i = 0; i < config.encoderDepth; ++i) {
    blocks.emplace_back(scope / "blocks" / i, config, i);
  }
}

at::Tensor ImageEncoder::operator()(const at::Tensor& image, const CancelCheck& cancelled) const {
  at::Tensor x = patch_embed(image, patchSize).permute({0, 2, 3, 1}) + pos_embed;  // [B, g, g, C]
  for (const EncoderBlock& block : blocks) {
    if (cancelled && cancelled()) throw Cancelled();
    x = block(x);
  }
  x = neckNorm1(neckReduce(x.permute({0, 3, 1, 2})));
  return neckNorm2(neckSmooth(x, 1, 1)).contiguous();
}

}  // namespace limn::nn
