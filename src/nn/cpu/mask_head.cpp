// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/mask_head.h"

#include "cpu/team.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <utility>

namespace limn::nn::cpu {

namespace {

constexpr double kUpscaleEps = 1e-6;

/// A transposed 2x2 convolution of stride 2: each row becomes four, side by side, in the order
/// (row, column) of the output.
PackedMatrix packUpscale(const Conv& conv) {
  const at::Tensor weight = conv.weight.permute({2, 3, 1, 0});  // [2, 2, out, in]
  return PackedMatrix(weight.reshape({-1, weight.size(3)}), conv.bias.repeat({4}));
}

std::vector<PackedMatrix> packAll(const Perceptron& perceptron) {
  std::vector<PackedMatrix> packed;
  for (const Linear& layer : perceptron.layers)
    packed.emplace_back(layer.weight, layer.bias);
  return packed;
}

/// The `parts` pieces of `width` numbers that each of `count` rows consists of, one after the
/// other.
Rows piecesOf(const Buffer& buffer, std::int64_t count, std::int64_t parts, std::int64_t width) {
  std::vector<const float*> pieces;
  pieces.reserve(static_cast<std::size_t>(count * parts));
  for (std::int64_t i = 0; i < count * parts; ++i)
    pieces.push_back(buffer.row(i / parts) + i % parts * width);
  return {std::move(pieces), count * parts};
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

MaskHead::MaskHead(const MaskDecoder& source, std::int64_t gridSide)
    : grid_(gridSide),
      up1_(packUpscale(source.up1)),
      up2_(packUpscale(source.up2)),
      upNorm_(source.upNorm.weight, source.upNorm.bias, kUpscaleEps),
      iouHead_(packAll(source.iou_prediction_head)) {
  for (const Perceptron& mixer : source.output_hypernetworks_mlps)
    mixers_.push_back(packAll(mixer));
  const std::int64_t cells = grid_ * grid_;
  half_.resize(cells, up1_.columns());
  full_.resize(4 * cells, up2_.columns());
  perMask_.resize(16 * cells, masks());
  quarters_ = piecesOf(half_, cells, 4, up1_.columns() / 4);
  pixels_ = piecesOf(full_, 4 * cells, 4, up2_.columns() / 4);
}

/// `[g, g, C]` to `[g, g, 2, 2, 2, 2, C / 8]`: each cell's quarters, and theirs, side by side.
void MaskHead::upscale(const RowsAt& cells) {
  const std::int64_t count = grid_ * grid_, first = up1_.columns() / 4;
  multiply({cells.data, count, cells.stride}, up1_, {half_.data(), half_.stride()});
  forEach(count, [&](std::int64_t cell) {
    for (std::int64_t quarter = 0; quarter < 4; ++quarter) {
      float* row = half_.row(cell) + quarter * first;
      upNorm_(row, row);
    }
    kernels().gelu(half_.row(cell), 4 * first);
  });
  multiply(quarters_, up2_, {full_.data(), full_.stride(), Activation::Gelu});
}

void MaskHead::operator()(const RowsAt& tokens, const RowsAt& cells, float* logits, float* iou) {
  upscale(cells);
  const std::int64_t count = masks();
  const std::int64_t channels = up2_.columns() / 4, side = 4 * grid_;
  const at::Tensor mix = at::empty({count, channels}, at::kFloat);
  forEach(1 + count, [&](std::int64_t i) {  // the tokens: one for the IoU, then the masks'
    if (i == 0) return runPerceptron(iouHead_, tokens.row(0), iou);
    runPerceptron(mixers_[static_cast<std::size_t>(i - 1)], tokens.row(i),
                  mix.data_ptr<float>() + (i - 1) * channels);
  });

  // Pixel rows in the order of upscale(), then to the order of a picture.
  const std::int64_t pixels = side * side;
  multiply(pixels_, PackedMatrix(mix), {perMask_.data(), perMask_.stride()});
  forEach(grid_, [&](std::int64_t line) {
    for (std::int64_t i = line * 16 * grid_; i < (line + 1) * 16 * grid_; ++i) {
      const std::int64_t column = i / 16 - line * grid_, inner = i % 16;
      const std::int64_t y = 4 * line + inner / 8 * 2 + inner / 2 % 2;
      const std::int64_t x = 4 * column + inner / 4 % 2 * 2 + inner % 2;
      for (std::int64_t mask = 0; mask < count; ++mask)
        logits[mask * pixels + y * side + x] = perMask_.row(i)[mask];
    }
  });
}

}  // namespace limn::nn::cpu
