// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/grid.h"
#include "image_encoder.h"

#include <array>
#include <vector>

namespace limn::nn::cpu {

/// SAM-Med2D's adapter on a grid of `side` by `side` tokens.
///
/// Its convolutions are products whose left rows are found by address, so nothing is copied into
/// columns. The transposed one, of stride 2, is four of them: one for each parity of row and
/// column, each with the 2x2 taps of its kernel that meet a number. These are in `numbers`, the
/// gate in fp32.
class GridAdapter {
 public:
  GridAdapter(const Adapter& source, std::int64_t gridSide, Numbers numbers);

  /// Adds the adapter's answer on `x` to `out`; rows are the tokens of `images` grids.
  void operator()(const Buffer& x, std::int64_t images, const Buffer& out);

 private:
  void gate(const Buffer& x, std::int64_t images);

  std::int64_t side_, width_;
  RowNorm norm_;
  PackedMatrix squeeze_, excite_, down_;
  std::array<PackedMatrix, 4> up_;  // by parity: 2 * (row & 1) + (column & 1)
  std::vector<float> nothing_;      // a row of zeros, around the grid
  Buffer mean_, hidden_, gates_, gated_, small_;
  std::array<Buffer, 4> large_;
};

}  // namespace limn::nn::cpu
