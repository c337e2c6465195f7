// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/product.h"

#include "cpu/team.h"
#include "cpu/workspace.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>
#include <c10/util/BFloat16.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

namespace limn::nn::cpu {

namespace {

std::int64_t panelsFor(std::int64_t columns) {
  const std::int64_t width = kernels().panelColumns;
  return (columns + width - 1) / width;
}

/// Two numbers in the bits of one float, as the kernels take them.
float pairOf(float first, float second) {
  const std::uint32_t high = c10::BFloat16(second).x;
  return std::bit_cast<float>(c10::BFloat16(first).x | high << 16);
}

/// Fills `panels` `[panels, taps * steps, width]` from `source` `[columns, taps, depth]`: step k of
/// a column's tap is `stepAt(its first number, k)`.
template <typename StepAt>
void fillPanels(const at::Tensor& source, at::Tensor& panels, const StepAt& stepAt) {
  constexpr std::int64_t kLine = 16;  // of the cache, in floats: read whole, written nearby
  const std::int64_t columns = source.size(0), taps = source.size(1), width = panels.size(2);
  const std::int64_t size = panels.size(1) * width, steps = panels.size(1) / taps;
  const float* from = source.data_ptr<float>();
  float* packed = panels.data_ptr<float>();
  forEach(panels.size(0), [&](std::int64_t panel) {
    float* target = packed + panel * size;
    const std::int64_t real = std::min(width, columns - panel * width);
    if (real < width) std::fill_n(target, size, 0.0F);
    for (std::int64_t first = 0; first < steps; first += kLine) {
      const std::int64_t last = std::min(first + kLine, steps);
      for (std::int64_t c = 0; c < real; ++c) {
        const float* column = from + (panel * width + c) * source.stride(0);
        for (std::int64_t t = 0; t < taps; ++t) {
          float* to = target + (t * steps + first) * width + c;
          const float* piece = column + t * source.stride(1);
          for (std::int64_t k = first; k < last; ++k, to += width)
            *to = stepAt(piece, k);
        }
      }
    }
  });
}

/// The rows in pairs, in memory that the calling thread keeps until it asks again.
Rows inPairs(const Rows& rows, const PackedMatrix& matrix) {
  thread_local Buffer mine;
  const Buffer& pairs = mine;  // to the team the one of this thread
  const std::int64_t width = matrix.taps() * matrix.steps();
  mine.resize(rows.count(), width % 32 == 0 ? width + 16 : width);  // an odd number of cache lines
  const RowTiles tiles(rows.count());
  forEach(tiles.count(), [&](std::int64_t tile) {
    for (std::int64_t row = tiles.begin(tile); row < tiles.begin(tile + 1); ++row) {
      for (std::int64_t tap = 0; tap < matrix.taps(); ++tap)
        pairKernels()->toPairs(rows.at(row)[tap * rows.count()], matrix.depth(),
                               pairs.row(row) + tap * matrix.steps());
    }
  });
  return {pairs.data(), rows.count(), pairs.stride()};
}

// A panel is read from memory once and stays in the nearest cache while the rows pass by, so one
// task takes a panel and a share of the rows: all of them, unless that leaves threads idle.
void multiplyTiles(const Rows& rows, const PackedMatrix& matrix, const Target& target,
                   const Tile& shape, void (*run)(const Tile&)) {
  const std::int64_t width = kernels().panelColumns;
  const RowTiles tiles(rows.count());
  constexpr std::int64_t kSmall = 300'000;  // steps; one thread ends before a second could start
  const bool small = rows.count() * matrix.columns() * shape.taps * shape.depth < kSmall;
  const std::int64_t wanted = 4 * teamSize();
  const std::int64_t shares = std::clamp<std::int64_t>(wanted / matrix.panels(), 1,
                                                       std::max<std::int64_t>(1, tiles.count()));
  const auto runTask = [&](std::int64_t task) {
    const std::int64_t panel = task / shares, share = task % shares;
    const std::int64_t column = panel * width;
    Tile tile = shape;
    tile.pieceStride = rows.count();
    tile.panel = matrix.panel(panel);
    tile.bias = matrix.bias(panel);
    tile.outStride = target.stride;
    tile.columns = std::min(width, matrix.columns() - column);
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
      run(tile);
    }
  };
  const std::int64_t tasks = matrix.panels() * shares;
  if (!small) return forEach(tasks, runTask);
  for (std::int64_t task = 0; task < tasks; ++task)
    runTask(task);
}

}  // namespace

PackedMatrix::PackedMatrix(const at::Tensor& weight, const at::Tensor& bias, Numbers numbers)
    : numbers_(numbers) {
  assert(numbers == Numbers::Fp32 || pairKernels() != nullptr);
  const at::Tensor source = weight.dim() == 2 ? weight.unsqueeze(1) : weight;
  columns_ = source.size(0);
  taps_ = source.size(1);
  depth_ = source.size(2);
  const std::int64_t width = kernels().panelColumns, count = panelsFor(columns_);
  panels_ = at::empty({count, taps_ * steps(), width}, at::kFloat);
  const std::int64_t stride = source.stride(2);
  if (numbers == Numbers::Fp32) {
    fillPanels(source, panels_,
               [stride](const float* piece, std::int64_t k) { return piece[k * stride]; });
  } else {
    fillPanels(source, panels_, [stride, depth = depth_](const float* piece, std::int64_t k) {
      const bool isLast = 2 * k + 1 == depth;
      return pairOf(piece[2 * k * stride], isLast ? 0.0F : piece[(2 * k + 1) * stride]);
    });
  }
  if (bias.defined()) {
    bias_ = at::constant_pad_nd(bias.detach(), {0, count * width - columns_}).contiguous();
  }
}

std::int64_t PackedMatrix::steps() const {
  return numbers_ == Numbers::Fp32 ? depth_ : (depth_ + 1) / 2;
}

const float* PackedMatrix::panel(std::int64_t index) const {
  return panels_.data_ptr<float>() + index * taps_ * steps() * kernels().panelColumns;
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

void multiply(const Rows& rows, const PackedMatrix& matrix, const Target& target) {
  Tile tile;
  tile.taps = matrix.taps();
  tile.depth = matrix.steps();
  if (matrix.numbers() == Numbers::Fp32) {
    return multiplyTiles(rows, matrix, target, tile, kernels().multiply);
  }
  tile.depth *= std::exchange(tile.taps, 1);  // pairs of all taps lie in one piece
  multiplyTiles(inPairs(rows, matrix), matrix, target, tile, pairKernels()->multiply);
}

}  // namespace limn::nn::cpu
