// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/product.h"
#include "cpu/workspace.h"
#include "image_encoder.h"

#include <vector>

namespace limn::nn::cpu {

/// EncoderAttention between its two projections, prepared for a grid of `side` by `side` tokens.
///
/// Windows that hang over the grid have keys without a token. Those are the bias of the projection,
/// for every image and every window, and they count in the softmax; queries without a token are not
/// computed, because nobody reads their answer.
class GridAttention {
 public:
  GridAttention(const EncoderAttention& source, std::int64_t gridSide);

  /// `qkv` holds rows `[q | k | v]` of `images` grids one after the other, `out` one row for each.
  void operator()(const Buffer& qkv, std::int64_t images, const Buffer& out);

 private:
  struct Window;
  [[nodiscard]] Window windowAt(std::int64_t index) const;
  void packKeys(const Buffer& qkv, const Window& window, std::int64_t head);
  void answer(const Window& window, std::int64_t head, std::int64_t tileIndex, const Buffer& qkv,
              const Buffer& out) const;

  std::int64_t heads_, width_, grid_, side_;  // side of a window, in tokens
  std::int64_t windowsAcross_;
  PackedMatrix rowTable_, columnTable_;  // of relative positions, [2 side - 1, C / heads]
  at::Tensor padding_;                   // [3C], what a key without a token is
  Buffer keys_, values_;                 // per window and head, in panels
};

}  // namespace limn::nn::cpu
