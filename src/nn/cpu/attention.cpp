// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/attention.h"

#include "cpu/operands.h"
#include "cpu/team.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace limn::nn::cpu {

namespace {

/// Memory for one tile of scores, kept by each thread.
float* scratch(std::size_t floats) {
  thread_local std::vector<float> memory;
  if (memory.size() < floats) memory.resize(floats);
  return memory.data();
}

}  // namespace

/// One window of one image: where it lies and which tokens it has.
struct GridAttention::Window {
  std::int64_t index = 0;              // among the windows of all images
  std::int64_t first = 0;              // row of its first token in qkv and out
  std::int64_t height = 0, width = 0;  // tokens in it

  [[nodiscard]] std::int64_t tokens() const { return height * width; }
};

GridAttention::GridAttention(const EncoderAttention& source, std::int64_t gridSide)
    : heads_(source.heads),
      width_(source.proj.weight.size(1) / source.heads),
      grid_(gridSide),
      side_(source.window == 0 ? gridSide : source.window),
      windowsAcross_((gridSide + side_ - 1) / side_),
      rowTable_(source.rel_pos_h),
      columnTable_(source.rel_pos_w),
      padding_(source.qkv.bias.defined() ? source.qkv.bias.detach().contiguous()
                                         : at::zeros({3 * heads_ * width_}, at::kFloat)) {}

GridAttention::Window GridAttention::windowAt(std::int64_t index) const {
  const std::int64_t perImage = windowsAcross_ * windowsAcross_;
  const std::int64_t image = index / perImage, place = index % perImage;
  const std::int64_t top = place / windowsAcross_ * side_, left = place % windowsAcross_ * side_;
  return {index, (image * grid_ + top) * grid_ + left, std::min(side_, grid_ - top),
          std::min(side_, grid_ - left)};
}

// Keys as the right side of q kᵀ, with the scale in them, and values as that of weights v. What
// fills up the last panels is zero, because it is computed with, though never read.
void GridAttention::packKeys(const Buffer& qkv, const Window& window, std::int64_t head) {
  const std::int64_t panel = kernels().panelColumns, keyCount = side_ * side_;
  const std::int64_t slot = window.index * heads_ + head, inner = heads_ * width_;
  float* keys = keys_.row(slot);
  float* values = values_.row(slot);
  const float scale = 1.0F / std::sqrt(static_cast<float>(width_));
  for (std::int64_t i = 0; i < keyCount; ++i) {
    const std::int64_t y = i / side_, x = i % side_;
    const bool isToken = y < window.height && x < window.width;
    const float* source =
        isToken ? qkv.row(window.first + y * grid_ + x) : padding_.data_ptr<float>();
    const float* key = source + inner + head * width_;
    const float* value = key + inner;
    float* keyColumn = keys + i / panel * panel * width_ + i % panel;
    for (std::int64_t c = 0; c < width_; ++c)
      keyColumn[c * panel] = key[c] * scale;
    for (std::int64_t c = 0; c < width_; c += panel) {
      const std::int64_t count = std::min(panel, width_ - c);
      float* valueRow = values + c * keyCount + i * panel;
      std::fill(std::copy_n(value + c, count, valueRow), valueRow + panel, 0.0F);
    }
  }
  for (std::int64_t i = keyCount; i < roundUp(keyCount, panel); ++i) {
    for (std::int64_t c = 0; c < width_; ++c)
      keys[i / panel * panel * width_ + c * panel + i % panel] = 0;
  }
}

void GridAttention::answer(const Window& window, std::int64_t head, std::int64_t tileIndex,
                           const Buffer& qkv, const Buffer& out) const {
  const Kernels& run = kernels();
  const RowTiles tiles(window.tokens());
  const std::int64_t begin = tiles.begin(tileIndex), count = tiles.size(tileIndex);
  const std::int64_t slot = window.index * heads_ + head, keyCount = side_ * side_;
  const auto tokenOf = [&](std::int64_t row) {
    return window.first + (begin + row) / window.width * grid_ + (begin + row) % window.width;
  };
  std::array<const float*, kMostTileRows> queries{}, weights{};
  const std::int64_t scoreStride = roundUp(keyCount, run.panelColumns);
  const std::int64_t tableStride = roundUp(2 * side_ - 1, run.panelColumns);
  float* scores =
      scratch(static_cast<std::size_t>(count * (scoreStride + 2 * tableStride) + side_));
  float* byRow = scores + count * scoreStride;
  float* byColumn = byRow + count * tableStride;
  float* columnBias = byColumn + count * tableStride;
  for (std::int64_t r = 0; r < count; ++r) {
    queries[static_cast<std::size_t>(r)] = qkv.row(tokenOf(r)) + head * width_;
    weights[static_cast<std::size_t>(r)] = scores + r * scoreStride;
  }

  Tile tile;
  tile.pieces = queries.data();
  tile.rows = count;
  tile.depth = width_;
  tile.columns = run.panelColumns;
  const auto againstQueries = [&](const float* panels, float* target, std::int64_t stride) {
    tile.outStride = stride;
    for (std::int64_t column = 0; column < stride; column += run.panelColumns) {
      tile.panel = panels + column * width_;
      tile.out = target + column;
      run.multiply(tile);
    }
  };
  againstQueries(keys_.row(slot), scores, scoreStride);
  againstQueries(rowTable_.panel(0), byRow, tableStride);
  againstQueries(columnTable_.panel(0), byColumn, tableStride);

  // Entry t of a table is for keys t - side + 1 before the query.
  for (std::int64_t r = 0; r < count; ++r) {
    const float* rowBias = byRow + r * tableStride + (begin + r) / window.width + side_ - 1;
    const float* columns = byColumn + r * tableStride + (begin + r) % window.width;
    std::reverse_copy(columns, columns + side_, columnBias);
    float* row = scores + r * scoreStride;
    for (std::int64_t y = 0; y < side_; ++y) {
      for (std::int64_t x = 0; x < side_; ++x)
        row[y * side_ + x] += rowBias[-y] + columnBias[x];
    }
    run.softmax(row, keyCount);
  }

  tile.pieces = weights.data();
  tile.depth = keyCount;
  std::array<float, kMostTileRows * 32> answerRows;
  tile.outStride = run.panelColumns;
  tile.out = answerRows.data();
  for (std::int64_t c = 0; c < width_; c += run.panelColumns) {
    tile.panel = values_.row(slot) + c * keyCount;
    tile.columns = std::min(run.panelColumns, width_ - c);
    run.multiply(tile);
    for (std::int64_t r = 0; r < count; ++r)
      std::copy_n(tile.out + r * tile.outStride, tile.columns,
                  out.row(tokenOf(r)) + head * width_ + c);
  }
}

void GridAttention::operator()(const Buffer& qkv, std::int64_t images, const Buffer& out) {
  const std::int64_t panel = kernels().panelColumns, keyCount = side_ * side_;
  const std::int64_t windows = images * windowsAcross_ * windowsAcross_;
  keys_.resize(windows * heads_, roundUp(keyCount, panel) * width_);
  values_.resize(windows * heads_, keyCount * roundUp(width_, panel));
  forEach(windows * heads_,
          [&](std::int64_t i) { packKeys(qkv, windowAt(i / heads_), i % heads_); });

  // Tiles of all windows in one list, so that no thread waits for the largest window.
  std::vector<std::int64_t> ends;
  std::int64_t total = 0;
  for (std::int64_t i = 0; i < windows; ++i)
    ends.push_back(total += heads_ * RowTiles(windowAt(i).tokens()).count());
  forEach(total, [&](std::int64_t task) {
    const auto found = std::ranges::upper_bound(ends, task);
    const auto index = found - ends.begin();
    const Window window = windowAt(index);
    const std::int64_t within = index == 0 ? task : task - *(found - 1);
    const std::int64_t tiles = RowTiles(window.tokens()).count();
    answer(window, within / tiles, within % tiles, qkv, out);
  });
}

}  // namespace limn::nn::cpu
