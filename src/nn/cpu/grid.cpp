// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/grid.h"

#include <ATen/TensorOperators.h>

namespace limn::nn::cpu {

RowNorm::RowNorm(const at::Tensor& weight, const at::Tensor& bias, double eps)
    : weight_(weight.detach().contiguous()),
      bias_(bias.detach().contiguous()),
      eps_(static_cast<float>(eps)) {}

void RowNorm::operator()(const float* x, float* out) const {
  kernels().layerNorm(x, weight_.data_ptr<float>(), bias_.data_ptr<float>(), eps_, weight_.numel(),
                      out);
}

Rows convRows(const Buffer& x, std::int64_t images, const ConvShape& shape, const float* outside) {
  const std::int64_t perImage = shape.outputSide * shape.outputSide, count = images * perImage;
  const std::int64_t taps = shape.kernelSide * shape.kernelSide;
  std::vector<const float*> pieces;
  pieces.reserve(static_cast<std::size_t>(taps * count));
  const auto isInside = [&](std::int64_t at) { return at >= 0 && at < shape.inputSide; };
  for (std::int64_t tap = 0; tap < taps; ++tap) {
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t image = i / perImage, place = i % perImage;
      const std::int64_t row =
          place / shape.outputSide * shape.stride + shape.firstRow + tap / shape.kernelSide;
      const std::int64_t column =
          place % shape.outputSide * shape.stride + shape.firstColumn + tap % shape.kernelSide;
      const bool isToken = isInside(row) && isInside(column);
      pieces.push_back(isToken ? x.row((image * shape.inputSide + row) * shape.inputSide + column)
                               : outside);
    }
  }
  return {std::move(pieces), count};
}

PackedMatrix packKernel(const at::Tensor& weight, Numbers numbers) {
  return PackedMatrix(weight.flatten(2).transpose(1, 2), {}, numbers);
}

}  // namespace limn::nn::cpu
