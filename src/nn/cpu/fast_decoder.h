// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/grid.h"
#include "mask_decoder.h"

#include <vector>

namespace limn::nn::cpu {

/// MaskDecoder for one mask at a time, for inference on the CPU: the same function of the same
/// weights. What does not depend on the prompts is computed once for each slice, and the position
/// of each cell is projected once for all. One thread at a time.
class FastDecoder {
 public:
  FastDecoder(const MaskDecoder& source, const PromptEncoder& prompts);

  /// `features` `[1, C, g, g]`, `sparse` `[1, n, C]`; `dense` `[1, C, g, g]`, or undefined where
  /// there is no mask prompt. The last features are kept, and known again when they come back.
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

  void prepareSlice(const at::Tensor& features, const at::Tensor& dense);
  void project(const Buffer& cells, const CellSide& side, Buffer& out) const;
  void loadTokens(const at::Tensor& sparse);
  void attendToTokens(Layer& layer, bool first);
  void attendToCells(const PackedMatrix& query, const PackedMatrix& outMatrix, const Buffer& side,
                     std::int64_t valueColumn);
  void updateCells(Layer& layer, const Buffer& side, const Buffer& before);
  void placeTokens();
  void normaliseTokens(const RowNorm& norm);
  void feedForward(Layer& layer);
  [[nodiscard]] DecodedMasks answer();
  void upscale();

  std::int64_t grid_, width_, inner_, heads_;
  std::vector<Layer> layers_;
  PackedMatrix finalQuery_, finalOut_;
  CellSide finalCells_;  // [key | value]
  RowNorm finalNorm_, upNorm_;
  at::Tensor ownTokens_, noMask_;  // [1 + masks, C], [C]
  PackedMatrix up1_, up2_;
  std::vector<std::vector<PackedMatrix>> mixers_;
  std::vector<PackedMatrix> iouHead_;

  at::Tensor sliceFeatures_;       // of the slice that is prepared
  Buffer sliceCells_, sliceSide_;  // for it, without a mask prompt
  Buffer maskCells_, maskSide_;    // the same with one
  std::int64_t tokenCount_ = 0;
  Buffer firstTokens_, tokens_, placed_, wide_, narrow_, mixed_;
  Buffer cells_, side_, cellMix_, half_, full_, perMask_;
};

}  // namespace limn::nn::cpu
