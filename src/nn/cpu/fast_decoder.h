// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/grid.h"
#include "cpu/mask_head.h"
#include "cpu/small_attention.h"
#include "mask_decoder.h"

#include <vector>

namespace limn::nn::cpu {

/// MaskDecoder for inference on the CPU: the same function of the same weights. What does not
/// depend on the prompts is computed once for each slice, and the position of each cell is
/// projected once for all. Several prompts in one call read the weights once. One thread at a time.
class FastDecoder {
 public:
  FastDecoder(const MaskDecoder& source, const PromptEncoder& prompts);

  /// `features` `[1, C, g, g]`, `sparse` `[B, n, C]`; `dense` `[B, C, g, g]`, or undefined where
  /// there is no mask prompt. The last features are kept, and known again when they come back.
  /// A prompt's answer does not depend on the others of its batch, to the last bit.
  [[nodiscard]] DecodedMasks operator()(const at::Tensor& features, const at::Tensor& sparse,
                                        const at::Tensor& dense = {});

 private:
  /// What a layer computes from the image cells alone: one product for all its projections.
  struct CellSide {
    CellSide(const std::vector<const Linear*>& withPositions, const Linear& value,
             const at::Tensor& positions);

    PackedMatrix matrix;  // C to [with positions ... | value]
    at::Tensor base;      // [g * g, columns]: projected positions and biases
  };
  struct Layer {
    Layer(const TwoWayBlock& source, const at::Tensor& positions);

    PackedMatrix selfQueryKey, selfValue, selfOut;
    PackedMatrix tokenQuery, tokenOut;         // tokens look at cells
    PackedMatrix cellKey, cellValue, cellOut;  // cells look at tokens
    CellSide cells;                            // [key for tokens | query | value for tokens]
    PackedMatrix lin1, lin2;
    RowNorm norm1, norm2, norm3, norm4;
  };

  /// A row for each cell of the image: the same for all prompts, or each prompt's own.
  struct CellRows {
    const Buffer* buffer;
    bool shared;
  };

  void prepareSlice(const at::Tensor& features, const at::Tensor& dense);
  void project(const CellRows& cells, const CellSide& side, Buffer& out) const;
  void loadTokens(const at::Tensor& sparse);
  void attendToTokens(Layer& layer, bool first);
  void attendToCells(const PackedMatrix& query, const PackedMatrix& outMatrix, const CellRows& side,
                     std::int64_t valueColumn);
  void updateCells(Layer& layer, const CellRows& side, const CellRows& before);
  void placeTokens();
  void normaliseTokens(const RowNorm& norm);
  void feedForward(Layer& layer);
  [[nodiscard]] DecodedMasks answer();
  [[nodiscard]] std::int64_t cellCount() const { return grid_ * grid_; }
  [[nodiscard]] std::int64_t tokenRows() const { return batch_ * tokenCount_; }
  [[nodiscard]] HeadRows headsOf(const CellRows& cells, std::int64_t column) const {
    const std::int64_t stride = cells.buffer->stride();
    return {cells.buffer->data() + column, cellCount(), stride,
            cells.shared ? 0 : cellCount() * stride};
  }

  std::int64_t grid_, width_, inner_, heads_;
  std::vector<Layer> layers_;
  PackedMatrix finalQuery_, finalOut_;
  CellSide finalCells_;  // [key | value]
  RowNorm finalNorm_;
  at::Tensor ownTokens_, noMask_;  // [1 + masks, C], [C]
  MaskHead head_;

  at::Tensor sliceFeatures_;       // of the slice that is prepared
  Buffer sliceCells_, sliceSide_;  // for it, without a mask prompt
  Buffer maskCells_, maskSide_;    // the same with one, for each prompt
  std::int64_t batch_ = 1;
  std::int64_t tokenCount_ = 0;                                   // of one prompt
  Buffer firstTokens_, tokens_, placed_, wide_, narrow_, mixed_;  // all prompts' in turn
  Buffer cells_, side_, cellMix_;
};

}  // namespace limn::nn::cpu
