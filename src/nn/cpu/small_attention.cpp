// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/small_attention.h"

#include "cpu/operands.h"
#include "cpu/team.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace limn::nn::cpu {

namespace {

/// One head of one prompt: `each` numbers of each row.
struct Head {
  const float *queries, *keys, *values;
  std::int64_t queryStride, keyStride, valueStride;
  std::int64_t keyCount, each;
};

/// Keys and values of a head in panels, the scale in the keys, and room for a tile of scores. Kept
/// by each thread.
class HeadMemory {
 public:
  void load(const Head& head) {
    const std::int64_t panel = kernels().panelColumns;
    scoreStride = roundUp(head.keyCount, panel);
    keys_.assign(static_cast<std::size_t>(scoreStride * head.each), 0);
    values_.assign(static_cast<std::size_t>(head.keyCount * roundUp(head.each, panel)), 0);
    scores_.resize(static_cast<std::size_t>(kMostTileRows * scoreStride));
    const float scale = 1.0F / std::sqrt(static_cast<float>(head.each));
    for (std::int64_t i = 0; i < head.keyCount; ++i) {
      const float* key = head.keys + i * head.keyStride;
      float* column = keys_.data() + i / panel * panel * head.each + i % panel;
      for (std::int64_t c = 0; c < head.each; ++c)
        column[c * panel] = key[c] * scale;
      const float* value = head.values + i * head.valueStride;
      for (std::int64_t c = 0; c < head.each; c += panel) {
        std::copy_n(value + c, std::min(panel, head.each - c),
                    values_.data() + c * head.keyCount + i * panel);
      }
    }
  }

  [[nodiscard]] const float* keyPanel(std::int64_t key, std::int64_t each) const {
    return keys_.data() + key * each;
  }
  [[nodiscard]] const float* valuePanel(std::int64_t column, std::int64_t keyCount) const {
    return values_.data() + column * keyCount;
  }
  [[nodiscard]] float* scores(std::int64_t row) { return scores_.data() + row * scoreStride; }

  std::int64_t scoreStride = 0;

 private:
  std::vector<float> keys_, values_, scores_;
};

/// The answers to `count` queries from `begin` on, at most a tile of them.
void answer(const Head& head, HeadMemory& memory, std::int64_t begin, std::int64_t count,
            float* out, std::int64_t outStride) {
  const Kernels& run = kernels();
  const std::int64_t lanes = run.panelColumns / 2;
  std::array<const float*, kMostTileRows> queries{}, weights{};
  for (std::int64_t r = 0; r < count; ++r) {
    queries[static_cast<std::size_t>(r)] = head.queries + (begin + r) * head.queryStride;
    weights[static_cast<std::size_t>(r)] = memory.scores(r);
  }
  Tile tile;
  tile.rows = count;
  tile.pieces = queries.data();
  tile.depth = head.each;
  tile.columns = run.panelColumns;
  tile.outStride = memory.scoreStride;
  for (std::int64_t key = 0; key < memory.scoreStride; key += run.panelColumns) {
    tile.panel = memory.keyPanel(key, head.each);
    tile.out = memory.scores(0) + key;
    run.multiply(tile);
  }
  // Whole vectors are faster: the keys that fill up the last one get no weight.
  const std::int64_t whole = roundUp(head.keyCount, lanes);
  for (std::int64_t r = 0; r < count; ++r) {
    std::fill(memory.scores(r) + head.keyCount, memory.scores(r) + whole, -1e30F);
    run.softmax(memory.scores(r), whole);
  }

  std::array<float, kMostTileRows * 32> rows;
  tile.pieces = weights.data();
  tile.depth = head.keyCount;
  tile.outStride = run.panelColumns;
  tile.out = rows.data();
  for (std::int64_t c = 0; c < head.each; c += run.panelColumns) {
    tile.panel = memory.valuePanel(c, head.keyCount);
    run.multiply(tile);
    for (std::int64_t r = 0; r < count; ++r) {
      std::copy_n(tile.out + r * tile.outStride, std::min(run.panelColumns, head.each - c),
                  out + (begin + r) * outStride + c);
    }
  }
}

}  // namespace

void attend(const HeadRows& queries, const HeadRows& keys, const HeadRows& values,
            const HeadAnswer& out) {
  constexpr std::int64_t kShare = 256;  // queries of one task
  const std::int64_t each = out.width / out.heads;
  const std::int64_t shares = (queries.count + kShare - 1) / kShare;
  forEach(out.batch * out.heads * shares, [&](std::int64_t task) {
    thread_local HeadMemory memory;
    const std::int64_t share = task % shares, first = task / shares % out.heads * each;
    const std::int64_t prompt = task / shares / out.heads, begin = share * kShare;
    const Head head{queries.data + prompt * queries.step + begin * queries.stride + first,
                    keys.data + prompt * keys.step + first,
                    values.data + prompt * values.step + first,
                    queries.stride,
                    keys.stride,
                    values.stride,
                    keys.count,
                    each};
    memory.load(head);
    float* answers = out.data + (prompt * queries.count + begin) * out.stride + first;
    const RowTiles tiles(std::min(kShare, queries.count - begin));
    for (std::int64_t i = 0; i < tiles.count(); ++i)
      answer(head, memory, tiles.begin(i), tiles.size(i), answers, out.stride);
  });
}

}  // namespace limn::nn::cpu
