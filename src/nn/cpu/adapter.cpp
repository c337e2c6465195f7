// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/adapter.h"

#include "cpu/team.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace limn::nn::cpu {

namespace {

/// The taps of a transposed 4x4 convolution, stride 2 and padding 1, that reach the outputs of one
/// parity, upper input row first: an even row y sees input y/2 - 1 by kernel row 3 and y/2 by row
/// 1, an odd one y/2 by row 2 and y/2 + 1 by row 0.
PackedMatrix packParity(const at::Tensor& weight, std::int64_t rowParity, std::int64_t columnParity,
                        Numbers numbers) {
  std::array<std::int64_t, 4> taps{};  // of the 16
  for (std::int64_t i = 0; i < 4; ++i) {
    const std::int64_t row = 3 - rowParity - i / 2 * 2, column = 3 - columnParity - i % 2 * 2;
    taps[static_cast<std::size_t>(i)] = 4 * row + column;
  }
  const at::Tensor chosen = weight.flatten(2).index_select(2, at::tensor(taps));
  return PackedMatrix(chosen.permute({1, 2, 0}), {}, numbers);  // from [in, out, tap]
}

}  // namespace

GridAdapter::GridAdapter(const Adapter& source, std::int64_t gridSide, Numbers numbers)
    : side_(gridSide),
      width_(source.norm.weight.numel()),
      norm_(source.norm),
      squeeze_(source.squeeze.weight, source.squeeze.bias),
      excite_(source.excite.weight, source.excite.bias),
      down_(packKernel(source.down.weight, numbers)),
      nothing_(static_cast<std::size_t>(width_)) {
  for (std::int64_t parity = 0; parity < 4; ++parity) {
    up_[static_cast<std::size_t>(parity)] =
        packParity(source.up.weight, parity / 2, parity % 2, numbers);
  }
}

void GridAdapter::gate(const Buffer& x, std::int64_t images) {
  const std::int64_t tokens = side_ * side_;
  mean_.resize(images, width_);
  hidden_.resize(images, squeeze_.columns());
  gates_.resize(images, width_);
  gated_.resize(images * tokens, width_);
  constexpr std::int64_t kSlice = 16;  // channels, one line of the cache
  const std::int64_t slices = (width_ + kSlice - 1) / kSlice;
  forEach(images * slices, [&](std::int64_t task) {
    const std::int64_t image = task / slices, first = task % slices * kSlice;
    const std::int64_t last = std::min(first + kSlice, width_);
    float* sum = mean_.row(image);
    std::fill(sum + first, sum + last, 0.0F);
    for (std::int64_t t = image * tokens; t < (image + 1) * tokens; ++t) {
      for (std::int64_t c = first; c < last; ++c)
        sum[c] += x.row(t)[c];
    }
    for (std::int64_t c = first; c < last; ++c)
      sum[c] /= static_cast<float>(tokens);
  });
  multiply({mean_.data(), images, mean_.stride()}, squeeze_,
           {hidden_.data(), hidden_.stride(), Activation::Relu});
  multiply({hidden_.data(), images, hidden_.stride()}, excite_, {gates_.data(), gates_.stride()});
  for (std::int64_t image = 0; image < images; ++image) {
    for (float* g = gates_.row(image); g != gates_.row(image) + width_; ++g)
      *g = 1.0F / (1.0F + std::exp(-*g));
  }
  forEach(images * side_, [&](std::int64_t line) {
    const float* g = gates_.row(line / side_);
    for (std::int64_t t = line * side_; t < (line + 1) * side_; ++t) {
      const float* from = x.row(t);
      float* to = gated_.row(t);
      for (std::int64_t c = 0; c < width_; ++c)
        to[c] = from[c] * g[c];
    }
  });
}

void GridAdapter::operator()(const Buffer& x, std::int64_t images, const Buffer& out) {
  const std::int64_t half = side_ / 2, cells = images * half * half;
  gate(x, images);
  small_.resize(cells, width_);
  multiply(convRows(gated_, images, {side_, half, 2, -1, -1, 3}, nothing_.data()), down_,
           {small_.data(), small_.stride(), Activation::Relu});
  for (std::int64_t parity = 0; parity < 4; ++parity) {
    const ConvShape shape{half, half, 1, parity / 2 - 1, parity % 2 - 1, 2};
    Buffer& large = large_[static_cast<std::size_t>(parity)];
    large.resize(cells, width_);
    multiply(convRows(small_, images, shape, nothing_.data()),
             up_[static_cast<std::size_t>(parity)],
             {large.data(), large.stride(), Activation::Relu});
  }
  forEach(images * side_, [&](std::int64_t line) {
    const std::int64_t image = line / side_, y = line % side_;
    for (std::int64_t column = 0; column < side_; ++column) {
      const auto parity = static_cast<std::size_t>(2 * (y % 2) + column % 2);
      const float* spatial = large_[parity].row((image * half + y / 2) * half + column / 2);
      const std::int64_t token = line * side_ + column;
      float* sum = gated_.row(token);  // of no other use any more
      std::transform(spatial, spatial + width_, x.row(token), sum, std::plus<>());
      norm_(sum, sum);
      std::transform(sum, sum + width_, out.row(token), out.row(token), std::plus<>());
    }
  });
}

}  // namespace limn::nn::cpu
