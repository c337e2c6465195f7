// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/product.h"

#include "cpu/team.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>

#include <algorithm>

namespace limn::nn::cpu {

namespace {

std::int64_t panelsFor(std::int64_t columns) {
  const std::int64_t width = kernels().panelColumns;
  return (columns + width - 1) / width;
}

}  // namespace

PackedMatrix::PackedMatrix(const at::Tensor& weight, const at::Tensor& bias) {
  constexpr std::int64_t kLine = 16;  // of the cache, in floats: read whole, written nearby
  const at::Tensor source = weight.dim() == 2 ? weight.unsqueeze(1) : weight;
  columns_ = source.size(0);
  taps_ = source.size(1);
  depth_ = source.size(2);
  const std::int64_t width = kernels().panelColumns, count = panelsFor(columns_);
  panels_ = at::empty({count, taps_ * depth_, width}, at::kFloat);
  const std::int64_t step = source.stride(2);
  const float* from = source.data_ptr<float>();
  float* packed = panels_.data_ptr<float>();
  forEach(count, [&](std::int64_t panel) {
    float* target = packed + panel * taps_ * depth_ * width;
    const std::int64_t real = std::min(width, columns_ - panel * width);
    if (real < width) std::fill_n(target, taps_ * depth_ * width, 0.0F);
    for (std::int64_t first = 0; first < depth_; first += kLine) {
      const std::int64_t last = std::min(first + kLine, depth_);
      for (std::int64_t c = 0; c < real; ++c) {
        const float* column = from + (panel * width + c) * source.stride(0);
        for (std::int64_t t = 0; t < taps_; ++t) {
          float* to = target + (t * depth_ + first) * width + c;
          const float* piece = column + t * source.stride(1) + first * step;
          for (std::int64_t k = first; k < last; ++k, to += width, piece += step)
            *to = *piece;
        }
      }
    }
  });
  if (bias.defined()) {
    bias_ = at::constant_pad_nd(bias.detach(), {0, count * width - columns_}).contiguous();
  }
}

const float* PackedMatrix::panel(std::int64_t index) const {
  return panels_.data_ptr<float>() + index * taps_ * depth_ * kernels().panelColumns;
}

const float* PackedMatrix::bias(std::int64_t panelIndex) const {
  if (!bias_.defined()) return nullptr;
  return bias_.data_ptr<float>() + panelIndex * kernels().panelColumns;
}

Rows::Rows(const float* matrix, std::int64_t count, std::int64_t stride)
    : pieces_(static_cast<std::size_t>(count)), count_(count) {
  for (std::int64_t row = 0; row < count; ++row)
    pieces_[static_cast<std::size_t>(row)] = matrix + row * stride;
}

RowTiles::RowTiles(std::int64_t rows)
    : rows_(rows), count_((rows + kernels().tileRows - 1) / kernels().tileRows) {}

// A panel is read from memory once and stays in the nearest cache while the rows pass by, so one
// task takes a panel and a share of the rows: all of them, unless that leaves threads idle.
void multiply(const Rows& rows, const PackedMatrix& matrix, const Target& target) {
  const Kernels& run = kernels();
  const RowTiles tiles(rows.count());
  constexpr std::int64_t kSmall = 300'000;  // steps; on one thread sooner than two are called
  const bool small = rows.count() * matrix.columns() * matrix.taps() * matrix.depth() < kSmall;
  const std::int64_t wanted = 4 * teamSize();
  const std::int64_t shares = std::clamp<std::int64_t>(wanted / matrix.panels(), 1,
                                                       std::max<std::int64_t>(1, tiles.count()));
  const auto runTask = [&](std::int64_t task) {
    const std::int64_t panel = task / shares, share = task % shares;
    const std::int64_t column = panel * run.panelColumns;
    Tile tile;
    tile.pieceStride = rows.count();
    tile.taps = matrix.taps();
    tile.depth = matrix.depth();
    tile.panel = matrix.panel(panel);
    tile.bias = matrix.bias(panel);
    tile.outStride = target.stride;
    tile.columns = std::min(run.panelColumns, matrix.columns() - column);
    tile.addendStride = target.addendStride;
    tile.activation = target.activation;
    const std::int64_t last = tiles.count() * (share + 1) / shares;
    for (std::int64_t i = tiles.count() * share / shares; i < last; ++i) {
      tile.pieces = rows.at(tiles.begin(i));
      tile.rows = tiles.size(i);
      tile.out = target.data + tiles.begin(i) * target.stride + column;
      if (target.addend != nullptr) {
        tile.addend = target.addend + tiles.begin(i) * target.addendStride + column;
      }
      run.multiply(tile);
    }
  };
  const std::int64_t tasks = matrix.panels() * shares;
  if (!small) return forEach(tasks, runTask);
  for (std::int64_t task = 0; task < tasks; ++task)
    runTask(task);
}

}  // namespace limn::nn::cpu
