// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/superpixels.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace limn::nn {

namespace {

struct Edge {
  float weight;
  std::int32_t a, b;
};

/// Regions as trees; `inner` is the largest weight inside of a region.
struct Regions {
  explicit Regions(std::size_t count) : parent(count), size(count, 1), inner(count, 0) {
    std::iota(parent.begin(), parent.end(), 0);
  }
  std::int32_t root(std::int32_t i) {
    while (parent[static_cast<std::size_t>(i)] != i) {
      auto& up = parent[static_cast<std::size_t>(i)];
      up = parent[static_cast<std::size_t>(up)];
      i = up;
    }
    return i;
  }
  void join(std::int32_t a, std::int32_t b, float weight) {
    if (size[static_cast<std::size_t>(a)] < size[static_cast<std::size_t>(b)]) std::swap(a, b);
    parent[static_cast<std::size_t>(b)] = a;
    size[static_cast<std::size_t>(a)] += size[static_cast<std::size_t>(b)];
    inner[static_cast<std::size_t>(a)] = weight;
  }

  std::vector<std::int32_t> parent, size;
  std::vector<float> inner;
};

std::vector<Edge> sortedEdges(const at::Tensor& rgb) {
  const auto height = static_cast<std::int32_t>(rgb.size(1));
  const auto width = static_cast<std::int32_t>(rgb.size(2));
  const std::int64_t pixels = rgb.size(1) * rgb.size(2);
  const auto* value = rgb.data_ptr<float>();
  const auto difference = [&](std::int32_t a, std::int32_t b) {
    float sum = 0;
    for (std::int64_t c = 0; c < 3; ++c) {
      const float d = value[c * pixels + a] - value[c * pixels + b];
      sum += d * d;
    }
    return std::sqrt(sum);
  };
  std::vector<Edge> edges;
  edges.reserve(static_cast<std::size_t>(2 * pixels));
  for (std::int32_t y = 0; y < height; ++y) {
    for (std::int32_t x = 0; x < width; ++x) {
      const std::int32_t at = y * width + x;
      if (x + 1 < width) edges.push_back({difference(at, at + 1), at, at + 1});
      if (y + 1 < height) edges.push_back({difference(at, at + width), at, at + width});
    }
  }
  std::ranges::stable_sort(edges, {}, &Edge::weight);
  return edges;
}

}  // namespace

std::vector<std::int32_t> superpixels(const at::Tensor& rgb, double scale, std::int64_t minPixels) {
  const at::Tensor planes = rgb.contiguous();
  const std::vector<Edge> edges = sortedEdges(planes);
  Regions regions(static_cast<std::size_t>(planes.size(1) * planes.size(2)));
  const auto limit = [&](std::int32_t region) {
    const auto at = static_cast<std::size_t>(region);
    return regions.inner[at] + static_cast<float>(scale) / static_cast<float>(regions.size[at]);
  };
  for (const Edge& edge : edges) {
    const std::int32_t a = regions.root(edge.a), b = regions.root(edge.b);
    if (a != b && edge.weight <= std::min(limit(a), limit(b))) regions.join(a, b, edge.weight);
  }
  for (const Edge& edge : edges) {
    const std::int32_t a = regions.root(edge.a), b = regions.root(edge.b);
    if (a != b && std::min(regions.size[static_cast<std::size_t>(a)],
                           regions.size[static_cast<std::size_t>(b)]) < minPixels) {
      regions.join(a, b, edge.weight);
    }
  }
  std::vector<std::int32_t> out(regions.parent.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = regions.root(static_cast<std::int32_t>(i));
  return out;
}

}  // namespace limn::nn
