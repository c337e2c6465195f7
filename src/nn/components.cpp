// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "components.h"

#include <algorithm>
#include <numeric>

namespace limn::nn {

namespace {

/// Union-find with path halving; the smaller root wins, so roots are first pixels.
struct Forest {
  explicit Forest(std::size_t count) : parent(count) { std::iota(parent.begin(), parent.end(), 0); }
  std::int32_t root(std::int32_t i) {
    auto& p = parent;
    while (p[static_cast<std::size_t>(i)] != i) {
      auto& up = p[static_cast<std::size_t>(i)];
      up = p[static_cast<std::size_t>(up)];
      i = up;
    }
    return i;
  }
  void join(std::int32_t a, std::int32_t b) {
    a = root(a);
    b = root(b);
    parent[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
  }

  std::vector<std::int32_t> parent;
};

void joinNeighbours(const std::uint8_t* values, std::int32_t height, std::int32_t width,
                    Forest& forest) {
  for (std::int32_t y = 0; y < height; ++y) {
    for (std::int32_t x = 0; x < width; ++x) {
      const std::int32_t at = y * width + x;
      if (values[at] == 0) continue;
      const auto tryJoin = [&](bool inside, std::int32_t other) {
        if (inside && values[other] == values[at]) forest.join(at, other);
      };
      tryJoin(x > 0, at - 1);
      tryJoin(y > 0, at - width);
      tryJoin(y > 0 && x > 0, at - width - 1);
      tryJoin(y > 0 && x + 1 < width, at - width + 1);
    }
  }
}

void addPixel(Component& part, std::int64_t x, std::int64_t y) {
  if (part.pixels++ == 0) part.box = {x, y, x + 1, y + 1};
  part.box.x0 = std::min(part.box.x0, x);
  part.box.x1 = std::max(part.box.x1, x + 1);
  part.box.y1 = y + 1;
}

}  // namespace

Components connectedComponents(const at::Tensor& labels) {
  const auto height = static_cast<std::int32_t>(labels.size(0));
  const auto width = static_cast<std::int32_t>(labels.size(1));
  const auto* values = labels.data_ptr<std::uint8_t>();
  Forest forest(static_cast<std::size_t>(labels.numel()));
  joinNeighbours(values, height, width, forest);

  Components out;
  out.labels.assign(static_cast<std::size_t>(labels.numel()), 0);
  for (std::int32_t i = 0; i < height * width; ++i) {
    if (values[i] == 0) continue;
    const auto root = static_cast<std::size_t>(forest.root(i));
    if (out.labels[root] == 0) {
      out.parts.emplace_back();
      out.labels[root] = static_cast<std::int32_t>(out.parts.size());
    }
    const std::int32_t label = out.labels[root];
    out.labels[static_cast<std::size_t>(i)] = label;
    addPixel(out.parts[static_cast<std::size_t>(label - 1)], i % width, i / width);
  }
  return out;
}

PixelBox largestComponentBox(const at::Tensor& mask) {
  const at::Tensor binary = mask.ne(0).to(at::kByte).contiguous();
  const Components found = connectedComponents(binary);
  const auto largest = std::ranges::max_element(found.parts, {}, &Component::pixels);
  return largest == found.parts.end() ? PixelBox{} : largest->box;
}

}  // namespace limn::nn
