// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/fast_decoder.h"

#include "cpu/small_attention.h"
#include "cpu/team.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>

#include <algorithm>

namespace limn::nn::cpu {

namespace {

constexpr double kUpscaleEps = 1e-6;

PackedMatrix pack(const Linear& linear) {
  return PackedMatrix(linear.weight, linear.bias);
}

PackedMatrix packPair(const Linear& a, const Linear& b) {
  return PackedMatrix(at::cat({a.weight, b.weight}), at::cat({a.bias, b.bias}));
}

/// A transposed 2x2 convolution of stride 2: each row becomes four, side by side, in the order
/// (row, column) of the output.
PackedMatrix packUpscale(const Conv& conv) {
  const at::Tensor weight = conv.weight.permute({2, 3, 1, 0});  // [2, 2, out, in]
  return PackedMatrix(weight.reshape({-1, weight.size(3)}), conv.bias.repeat({4}));
}

std::vector<PackedMatrix> packAll(const Perceptron& perceptron) {
  std::vector<PackedMatrix> packed;
  for (const Linear& layer : perceptron.layers)
    packed.push_back(pack(layer));
  return packed;
}

/// `[1, C, g, g]` to `[g * g, C]`.
at::Tensor toCells(const at::Tensor& planes) {
  return planes.squeeze(0).flatten(1).t().contiguous();
}

void fill(Buffer& buffer, const at::Tensor& rows) {
  const at::Tensor source = rows.contiguous();
  const std::int64_t count = source.size(0), width = source.size(1);
  buffer.resize(count, width);
  for (std::int64_t i = 0; i < count; ++i)
    std::copy_n(source.data_ptr<float>() + i * width, width, buffer.row(i));
}

HeadRows rowsAt(const Buffer& buffer, std::int64_t count, std::int64_t column = 0) {
  return {buffer.data() + column, count, buffer.stride()};
}

Rows leftRows(const Buffer& buffer, std::int64_t count) {
  return {buffer.data(), count, buffer.stride()};
}

Target into(const Buffer& buffer, Activation activation = Activation::None) {
  return {buffer.data(), buffer.stride(), activation};
}

Target addedTo(const Buffer& buffer) {
  return {buffer.data(), buffer.stride(), Activation::None, buffer.data(), buffer.stride()};
}

/// One row through all layers, on the calling thread where the layers are small.
void runPerceptron(const std::vector<PackedMatrix>& layers, const float* input, float* out) {
  std::vector<float> now(input, input + layers.front().depth()), next;
  for (const PackedMatrix& layer : layers) {
    const bool last = &layer == &layers.back();
    next.resize(static_cast<std::size_t>(layer.columns()));
    multiply({now.data(), 1, layer.depth()}, layer,
             {next.data(), layer.columns(), last ? Activation::None : Activation::Relu});
    now.swap(next);
  }
  std::ranges::copy(now, out);
}

}  // namespace

FastDecoder::CellSide::CellSide(const std::vector<const Linear*>& withPositions,
                                const Linear& value, const at::Tensor& positions) {
  std::vector<at::Tensor> weights, bases;
  for (const Linear* linear : withPositions) {
    weights.push_back(linear->weight);
    bases.push_back(at::linear(positions, linear->weight, linear->bias));
  }
  weights.push_back(value.weight);
  bases.push_back(value.bias.expand({positions.size(0), -1}));
  matrix = PackedMatrix(at::cat(weights));
  base = at::cat(bases, 1).contiguous();
}

FastDecoder::Layer::Layer(const TwoWayBlock& source, const at::Tensor& positions)
    : selfQueryKey(packPair(source.self_attn.q_proj, source.self_attn.k_proj)),
      selfValue(pack(source.self_attn.v_proj)),
      selfOut(pack(source.self_attn.out_proj)),
      tokenQuery(pack(source.cross_attn_token_to_image.q_proj)),
      tokenOut(pack(source.cross_attn_token_to_image.out_proj)),
      cellKey(pack(source.cross_attn_image_to_token.k_proj)),
      cellValue(pack(source.cross_attn_image_to_token.v_proj)),
      cellOut(pack(source.cross_attn_image_to_token.out_proj)),
      cells({&source.cross_attn_token_to_image.k_proj, &source.cross_attn_image_to_token.q_proj},
            source.cross_attn_token_to_image.v_proj, positions),
      lin1(pack(source.lin1)),
      lin2(pack(source.lin2)),
      norm1(source.norm1),
      norm2(source.norm2),
      norm3(source.norm3),
      norm4(source.norm4) {}

FastDecoder::FastDecoder(const MaskDecoder& source, const PromptEncoder& prompts)
    : grid_(prompts.gridSide),
      width_(source.mask_tokens.size(1)),
      inner_(source.final_attn_token_to_image.q_proj.weight.size(0)),
      heads_(source.final_attn_token_to_image.heads),
      finalQuery_(pack(source.final_attn_token_to_image.q_proj)),
      finalOut_(pack(source.final_attn_token_to_image.out_proj)),
      finalCells_({&source.final_attn_token_to_image.k_proj},
                  source.final_attn_token_to_image.v_proj, toCells(prompts.densePositions())),
      finalNorm_(source.norm_final_attn),
      upNorm_(source.upNorm.weight, source.upNorm.bias, kUpscaleEps),
      ownTokens_(at::cat({source.iou_token, source.mask_tokens})),
      noMask_(prompts.no_mask_embed.flatten()),
      up1_(packUpscale(source.up1)),
      up2_(packUpscale(source.up2)),
      iouHead_(packAll(source.iou_prediction_head)) {
  const at::Tensor positions = toCells(prompts.densePositions());
  for (const TwoWayBlock& layer : source.layers)
    layers_.emplace_back(layer, positions);
  for (const Perceptron& mixer : source.output_hypernetworks_mlps)
    mixers_.push_back(packAll(mixer));
}

void FastDecoder::project(const Buffer& cells, const CellSide& side, Buffer& out) const {
  const std::int64_t columns = side.matrix.columns();
  out.resize(grid_ * grid_, columns);
  multiply(leftRows(cells, grid_ * grid_), side.matrix,
           {out.data(), out.stride(), Activation::None, side.base.data_ptr<float>(), columns});
}

void FastDecoder::prepareSlice(const at::Tensor& features, const at::Tensor& dense) {
  if (dense.defined()) {
    fill(maskCells_, toCells(features + dense));
    project(maskCells_, layers_.front().cells, maskSide_);
  } else if (!features.is_same(sliceFeatures_)) {
    sliceFeatures_.reset();
    fill(sliceCells_, toCells(features) + noMask_);
    project(sliceCells_, layers_.front().cells, sliceSide_);
    sliceFeatures_ = features;
  }
}

void FastDecoder::loadTokens(const at::Tensor& sparse) {
  const at::Tensor all = at::cat({ownTokens_, sparse.squeeze(0)});
  tokenCount_ = all.size(0);
  fill(firstTokens_, all);
  fill(tokens_, all);
  for (Buffer* buffer : {&placed_, &mixed_})
    buffer->resize(tokenCount_, width_);
}

/// Tokens with their positions, which are the tokens as they came.
void FastDecoder::placeTokens() {
  for (std::int64_t i = 0; i < tokenCount_; ++i)
    std::transform(tokens_.row(i), tokens_.row(i) + width_, firstTokens_.row(i), placed_.row(i),
                   std::plus<>());
}

void FastDecoder::normaliseTokens(const RowNorm& norm) {
  for (std::int64_t i = 0; i < tokenCount_; ++i)
    norm(tokens_.row(i), tokens_.row(i));
}

// In the first layer the tokens are their own positions, and the answer replaces them.
void FastDecoder::attendToTokens(Layer& layer, bool first) {
  if (!first) placeTokens();
  wide_.resize(tokenCount_, 2 * width_);
  narrow_.resize(tokenCount_, width_);
  multiply(leftRows(first ? tokens_ : placed_, tokenCount_), layer.selfQueryKey, into(wide_));
  multiply(leftRows(tokens_, tokenCount_), layer.selfValue, into(narrow_));
  attend(rowsAt(wide_, tokenCount_), rowsAt(wide_, tokenCount_, width_),
         rowsAt(narrow_, tokenCount_), heads_, width_, mixed_.data(), mixed_.stride());
  multiply(leftRows(mixed_, tokenCount_), layer.selfOut, first ? into(tokens_) : addedTo(tokens_));
  normaliseTokens(layer.norm1);
}

void FastDecoder::attendToCells(const PackedMatrix& query, const PackedMatrix& outMatrix,
                                const Buffer& side, std::int64_t valueColumn) {
  placeTokens();
  narrow_.resize(tokenCount_, inner_);
  multiply(leftRows(placed_, tokenCount_), query, into(narrow_));
  attend(rowsAt(narrow_, tokenCount_), rowsAt(side, grid_ * grid_),
         rowsAt(side, grid_ * grid_, valueColumn), heads_, inner_, mixed_.data(), mixed_.stride());
  multiply(leftRows(mixed_, tokenCount_), outMatrix, addedTo(tokens_));
}

void FastDecoder::feedForward(Layer& layer) {
  wide_.resize(tokenCount_, layer.lin1.columns());
  multiply(leftRows(tokens_, tokenCount_), layer.lin1, into(wide_, Activation::Relu));
  multiply(leftRows(wide_, tokenCount_), layer.lin2, addedTo(tokens_));
  normaliseTokens(layer.norm3);
}

void FastDecoder::updateCells(Layer& layer, const Buffer& side, const Buffer& before) {
  const std::int64_t count = grid_ * grid_;
  placeTokens();
  narrow_.resize(tokenCount_, inner_);
  wide_.resize(tokenCount_, inner_);
  multiply(leftRows(placed_, tokenCount_), layer.cellKey, into(narrow_));
  multiply(leftRows(tokens_, tokenCount_), layer.cellValue, into(wide_));
  cellMix_.resize(count, inner_);
  attend(rowsAt(side, count, inner_), rowsAt(narrow_, tokenCount_), rowsAt(wide_, tokenCount_),
         heads_, inner_, cellMix_.data(), cellMix_.stride());
  cells_.resize(count, width_);
  multiply(leftRows(cellMix_, count), layer.cellOut,
           {cells_.data(), cells_.stride(), Activation::None, before.data(), before.stride()});
  forEach(grid_, [&](std::int64_t line) {
    for (std::int64_t i = line * grid_; i < (line + 1) * grid_; ++i)
      layer.norm4(cells_.row(i), cells_.row(i));
  });
}

/// `[g, g, C]` to `[g, g, 2, 2, 2, 2, C / 8]`: each cell's quarters, and theirs, side by side.
void FastDecoder::upscale() {
  const std::int64_t cells = grid_ * grid_, first = width_ / 4;
  half_.resize(cells, 4 * first);
  multiply(leftRows(cells_, cells), up1_, into(half_));
  forEach(cells, [&](std::int64_t cell) {
    for (std::int64_t quarter = 0; quarter < 4; ++quarter) {
      float* row = half_.row(cell) + quarter * first;
      upNorm_(row, row);
    }
    kernels().gelu(half_.row(cell), 4 * first);
  });
  std::vector<const float*> quarters;
  for (std::int64_t i = 0; i < 4 * cells; ++i)
    quarters.push_back(half_.row(i / 4) + i % 4 * first);
  full_.resize(4 * cells, up2_.columns());
  multiply({std::move(quarters), 4 * cells}, up2_, into(full_, Activation::Gelu));
}

DecodedMasks FastDecoder::answer() {
  upscale();
  const auto count = static_cast<std::int64_t>(mixers_.size());
  const std::int64_t channels = up2_.columns() / 4, side = 4 * grid_;
  const at::Tensor iou = at::empty({1, iouHead_.back().columns()}, at::kFloat);
  const at::Tensor mix = at::empty({count, channels}, at::kFloat);
  forEach(1 + count, [&](std::int64_t i) {  // the tokens: one for the IoU, then the masks'
    if (i == 0) return runPerceptron(iouHead_, tokens_.row(0), iou.data_ptr<float>());
    runPerceptron(mixers_[static_cast<std::size_t>(i - 1)], tokens_.row(i),
                  mix.data_ptr<float>() + (i - 1) * channels);
  });

  // Pixel rows in the order of upscale(), then to the order of a picture.
  const std::int64_t pixels = side * side;
  std::vector<const float*> places;
  places.reserve(static_cast<std::size_t>(pixels));
  for (std::int64_t i = 0; i < pixels; ++i)
    places.push_back(full_.row(i / 4) + i % 4 * channels);
  perMask_.resize(pixels, count);
  multiply({std::move(places), pixels}, PackedMatrix(mix), into(perMask_));
  const at::Tensor logits = at::empty({1, count, side, side}, at::kFloat);
  float* out = logits.data_ptr<float>();
  forEach(grid_, [&](std::int64_t line) {
    for (std::int64_t i = line * 16 * grid_; i < (line + 1) * 16 * grid_; ++i) {
      const std::int64_t column = i / 16 - line * grid_, inner = i % 16;
      const std::int64_t y = 4 * line + inner / 8 * 2 + inner / 2 % 2;
      const std::int64_t x = 4 * column + inner / 4 % 2 * 2 + inner % 2;
      for (std::int64_t mask = 0; mask < count; ++mask)
        out[mask * pixels + y * side + x] = perMask_.row(i)[mask];
    }
  });
  return {logits, iou};
}

DecodedMasks FastDecoder::operator()(const at::Tensor& features, const at::Tensor& sparse,
                                     const at::Tensor& dense) {
  prepareSlice(features, dense);
  loadTokens(sparse);
  const Buffer* side = dense.defined() ? &maskSide_ : &sliceSide_;
  const Buffer* cells = dense.defined() ? &maskCells_ : &sliceCells_;
  for (Layer& layer : layers_) {
    const bool first = &layer == &layers_.front();
    if (!first) project(*cells, layer.cells, side_);
    const Buffer& own = first ? *side : side_;
    attendToTokens(layer, first);
    attendToCells(layer.tokenQuery, layer.tokenOut, own, 2 * inner_);
    normaliseTokens(layer.norm2);
    feedForward(layer);
    updateCells(layer, own, *cells);
    cells = &cells_;
  }
  project(*cells, finalCells_, side_);
  attendToCells(finalQuery_, finalOut_, side_, inner_);
  normaliseTokens(finalNorm_);
  return answer();
}

}  // namespace limn::nn::cpu
