// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/grid.h"
#include "mask_decoder.h"

#include <vector>

namespace limn::nn::cpu {

/// Rows that begin `stride` floats apart.
struct RowsAt {
  const float* data;
  std::int64_t stride;

  [[nodiscard]] const float* row(std::int64_t index) const { return data + index * stride; }
};

/// The end of MaskDecoder for one prompt: from its tokens and image cells to masks and predicted
/// IoU. One thread at a time.
class MaskHead {
 public:
  MaskHead(const MaskDecoder& source, std::int64_t gridSide);

  /// `tokens` are [IoU | masks ...], `cells` those of the grid. Writes `[masks, 4g, 4g]` logits and
  /// `[masks]` predicted IoU.
  void operator()(const RowsAt& tokens, const RowsAt& cells, float* logits, float* iou);
  [[nodiscard]] std::int64_t masks() const { return static_cast<std::int64_t>(mixers_.size()); }

 private:
  void upscale(const RowsAt& cells);

  std::int64_t grid_;
  PackedMatrix up1_, up2_;
  RowNorm upNorm_;
  std::vector<std::vector<PackedMatrix>> mixers_;
  std::vector<PackedMatrix> iouHead_;
  Buffer half_, full_, perMask_;
  Rows quarters_, pixels_;  // of half_ and full_
};

}  // namespace limn::nn::cpu
