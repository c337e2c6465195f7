// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/fast_decoder.h"

#include "cpu/operands.h"
#include "cpu/team.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>

#include <algorithm>

namespace limn::nn::cpu {

namespace {

PackedMatrix pack(const Linear& linear) {
  return PackedMatrix(linear.weight, linear.bias);
}

PackedMatrix packPair(const Linear& a, const Linear& b) {
  return PackedMatrix(at::cat({a.weight, b.weight}), at::cat({a.bias, b.bias}));
}

/// `[B, C, g, g]` to `[B * g * g, C]`.
at::Tensor toCells(const at::Tensor& planes) {
  return planes.flatten(2).transpose(1, 2).reshape({-1, planes.size(1)});
}

void fill(Buffer& buffer, const at::Tensor& rows) {
  const at::Tensor source = rows.contiguous();
  const std::int64_t count = source.size(0), width = source.size(1);
  buffer.resize(count, width);
  for (std::int64_t i = 0; i < count; ++i)
    std::copy_n(source.data_ptr<float>() + i * width, width, buffer.row(i));
}

/// `count` rows for each prompt.
HeadRows rowsAt(const Buffer& buffer, std::int64_t count, std::int64_t column = 0) {
  return {buffer.data() + column, count, buffer.stride(), count * buffer.stride()};
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
      ownTokens_(at::cat({source.iou_token, source.mask_tokens})),
      noMask_(prompts.no_mask_embed.flatten()),
      head_(source, prompts.gridSide) {
  const at::Tensor positions = toCells(prompts.densePositions());
  for (const TwoWayBlock& layer : source.layers)
    layers_.emplace_back(layer, positions);
}

// What is added to the products is the same for each image.
void FastDecoder::project(const CellRows& cells, const CellSide& side, Buffer& out) const {
  const std::int64_t columns = side.matrix.columns(), images = cells.shared ? 1 : batch_;
  out.resize(images * cellCount(), columns);
  for (std::int64_t image = 0; image < images; ++image) {
    const std::int64_t first = image * cellCount();
    multiply(
        {cells.buffer->row(first), cellCount(), cells.buffer->stride()}, side.matrix,
        {out.row(first), out.stride(), Activation::None, side.base.data_ptr<float>(), columns});
  }
}

void FastDecoder::prepareSlice(const at::Tensor& features, const at::Tensor& dense) {
  if (dense.defined()) {
    fill(maskCells_, toCells(features + dense));
    project({&maskCells_, false}, layers_.front().cells, maskSide_);
  } else if (!features.is_same(sliceFeatures_)) {
    sliceFeatures_.reset();
    fill(sliceCells_, toCells(features) + noMask_);
    project({&sliceCells_, true}, layers_.front().cells, sliceSide_);
    sliceFeatures_ = features;
  }
}

void FastDecoder::loadTokens(const at::Tensor& sparse) {
  batch_ = sparse.size(0);
  const at::Tensor all = at::cat({ownTokens_.unsqueeze(0).expand({batch_, -1, -1}), sparse}, 1);
  tokenCount_ = all.size(1);
  fill(firstTokens_, all.flatten(0, 1));
  fill(tokens_, all.flatten(0, 1));
  for (Buffer* buffer : {&placed_, &mixed_})
    buffer->resize(tokenRows(), width_);
}

/// Tokens with their positions, which are the tokens as they came.
void FastDecoder::placeTokens() {
  for (std::int64_t i = 0; i < tokenRows(); ++i)
    std::transform(tokens_.row(i), tokens_.row(i) + width_, firstTokens_.row(i), placed_.row(i),
                   std::plus<>());
}

void FastDecoder::normaliseTokens(const RowNorm& norm) {
  for (std::int64_t i = 0; i < tokenRows(); ++i)
    norm(tokens_.row(i), tokens_.row(i));
}

// In the first layer the tokens are their own positions, and the answer replaces them.
void FastDecoder::attendToTokens(Layer& layer, bool first) {
  if (!first) placeTokens();
  wide_.resize(tokenRows(), 2 * width_);
  narrow_.resize(tokenRows(), width_);
  multiply(leftRows(first ? tokens_ : placed_, tokenRows()), layer.selfQueryKey, into(wide_));
  multiply(leftRows(tokens_, tokenRows()), layer.selfValue, into(narrow_));
  attend(rowsAt(wide_, tokenCount_), rowsAt(wide_, tokenCount_, width_),
         rowsAt(narrow_, tokenCount_), {mixed_.data(), mixed_.stride(), heads_, width_, batch_});
  multiply(leftRows(mixed_, tokenRows()), layer.selfOut, first ? into(tokens_) : addedTo(tokens_));
  normaliseTokens(layer.norm1);
}

void FastDecoder::attendToCells(const PackedMatrix& query, const PackedMatrix& outMatrix,
                                const CellRows& side, std::int64_t valueColumn) {
  placeTokens();
  narrow_.resize(tokenRows(), inner_);
  multiply(leftRows(placed_, tokenRows()), query, into(narrow_));
  attend(rowsAt(narrow_, tokenCount_), headsOf(side, 0), headsOf(side, valueColumn),
         {mixed_.data(), mixed_.stride(), heads_, inner_, batch_});
  multiply(leftRows(mixed_, tokenRows()), outMatrix, addedTo(tokens_));
}

void FastDecoder::feedForward(Layer& layer) {
  wide_.resize(tokenRows(), layer.lin1.columns());
  multiply(leftRows(tokens_, tokenRows()), layer.lin1, into(wide_, Activation::Relu));
  multiply(leftRows(wide_, tokenRows()), layer.lin2, addedTo(tokens_));
  normaliseTokens(layer.norm3);
}

void FastDecoder::updateCells(Layer& layer, const CellRows& side, const CellRows& before) {
  placeTokens();
  narrow_.resize(tokenRows(), inner_);
  wide_.resize(tokenRows(), inner_);
  multiply(leftRows(placed_, tokenRows()), layer.cellKey, into(narrow_));
  multiply(leftRows(tokens_, tokenRows()), layer.cellValue, into(wide_));
  cellMix_.resize(batch_ * cellCount(), inner_);
  attend(headsOf(side, inner_), rowsAt(narrow_, tokenCount_), rowsAt(wide_, tokenCount_),
         {cellMix_.data(), cellMix_.stride(), heads_, inner_, batch_});
  cells_.resize(batch_ * cellCount(), width_);
  for (std::int64_t prompt = 0; prompt < batch_; ++prompt) {
    const std::int64_t first = prompt * cellCount();
    const float* old = before.buffer->row(before.shared ? 0 : first);
    multiply({cellMix_.row(first), cellCount(), cellMix_.stride()}, layer.cellOut,
             {cells_.row(first), cells_.stride(), Activation::None, old, before.buffer->stride()});
  }
  forEach(batch_ * grid_, [&](std::int64_t line) {
    for (std::int64_t i = line * grid_; i < (line + 1) * grid_; ++i)
      layer.norm4(cells_.row(i), cells_.row(i));
  });
}

DecodedMasks FastDecoder::answer() {
  const std::int64_t masks = head_.masks(), side = 4 * grid_;
  const at::Tensor logits = at::empty({batch_, masks, side, side}, at::kFloat);
  const at::Tensor iou = at::empty({batch_, masks}, at::kFloat);
  for (std::int64_t prompt = 0; prompt < batch_; ++prompt) {
    head_({tokens_.row(prompt * tokenCount_), tokens_.stride()},
          {cells_.row(prompt * cellCount()), cells_.stride()},
          logits.data_ptr<float>() + prompt * masks * side * side,
          iou.data_ptr<float>() + prompt * masks);
  }
  return {logits, iou};
}

DecodedMasks FastDecoder::operator()(const at::Tensor& features, const at::Tensor& sparse,
                                     const at::Tensor& dense) {
  loadTokens(sparse);
  prepareSlice(features, dense);
  CellRows cells{&sliceCells_, true}, side{&sliceSide_, true};
  if (dense.defined()) {
    cells = {&maskCells_, false};
    side = {&maskSide_, false};
  }
  for (Layer& layer : layers_) {
    const bool first = &layer == &layers_.front();
    if (!first) {
      project(cells, layer.cells, side_);
      side = {&side_, false};
    }
    attendToTokens(layer, first);
    attendToCells(layer.tokenQuery, layer.tokenOut, side, 2 * inner_);
    normaliseTokens(layer.norm2);
    feedForward(layer);
    updateCells(layer, side, cells);
    cells = {&cells_, false};
  }
  project(cells, finalCells_, side_);
  attendToCells(finalQuery_, finalOut_, {&side_, false}, inner_);
  normaliseTokens(finalNorm_);
  return answer();
}

}  // namespace limn::nn::cpu
