// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/product.h"
#include "cpu/workspace.h"
#include "layers.h"

namespace limn::nn::cpu {

/// LayerNorm over one row of a matrix.
class RowNorm {
 public:
  RowNorm(const at::Tensor& weight, const at::Tensor& bias, double eps);
  explicit RowNorm(const LayerNorm& source) : RowNorm(source.weight, source.bias, source.eps) {}
  /// `out` may be `x`.
  void operator()(const float* x, float* out) const;

 private:
  at::Tensor weight_, bias_;
  float eps_;
};

/// How the outputs of a convolution lie on the grid of its inputs. All are squares, in tokens.
struct ConvShape {
  std::int64_t inputSide = 0, outputSide = 0;
  std::int64_t stride = 1;
  std::int64_t firstRow = 0, firstColumn = 0;  // of the first output's first input
  std::int64_t kernelSide = 0;
};

/// The left rows of a convolution as a product, by address: nothing is copied into columns. `x`
/// holds the inputs of `images` grids; `outside` is a row of zeros.
[[nodiscard]] Rows convRows(const Buffer& x, std::int64_t images, const ConvShape& shape,
                            const float* outside);

/// The matrix for convRows() of a kernel `[out, in, rows, columns]`.
[[nodiscard]] PackedMatrix packKernel(const at::Tensor& weight, Numbers numbers);

}  // namespace limn::nn::cpu
