// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/focus.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <queue>
#include <utility>

namespace limn::nn {

namespace {

struct Pixel {
  std::int64_t x = 0, y = 0;
  auto operator<=>(const Pixel&) const = default;
};

std::optional<Pixel> pixelOf(const at::Tensor& logits, const PromptPoint& point) {
  const Pixel at{std::lround(point.x), std::lround(point.y)};
  const bool inside = at.x >= 0 && at.y >= 0 && at.x < logits.size(1) && at.y < logits.size(0);
  return inside ? std::optional(at) : std::nullopt;
}

/// The picture and what the network says of it, for one click.
class Growth {
 public:
  Growth(at::Tensor& logits, const at::Tensor& rgb, int label)
      : logit_(logits.data_ptr<float>()),
        value_(rgb.data_ptr<std::uint8_t>()),
        height_(logits.size(0)),
        width_(logits.size(1)),
        sign_(label == 1 ? 1.0F : -1.0F) {}

  /// Pixels that can be reached from `start` at a cost of at most `reach` (Dijkstra).
  [[nodiscard]] std::map<Pixel, double> reached(const Pixel& start, double reach) const {
    using Open = std::pair<double, Pixel>;
    std::map<Pixel, double> cost{{start, 0}};
    std::priority_queue<Open, std::vector<Open>, std::greater<>> open;
    open.emplace(0, start);
    while (!open.empty()) {
      const auto [before, at] = open.top();
      open.pop();
      if (before > cost.at(at)) continue;
      for (const Pixel& next : neighbours(at)) {
        const double sum = before + step(at, next);
        const auto known = cost.find(next);
        if (sum > reach || (known != cost.end() && known->second <= sum)) continue;
        cost[next] = sum;
        open.emplace(sum, next);
      }
    }
    return cost;
  }

  void claim(const Pixel& at) const {
    constexpr float kClaimed = 0.5F;  // logits: inside, but not surely
    float& logit = logit_[at.y * width_ + at.x];
    if (sign_ * logit < kClaimed) logit = sign_ * kClaimed;
  }

 private:
  [[nodiscard]] std::vector<Pixel> neighbours(const Pixel& at) const {
    std::vector<Pixel> found;
    for (const Pixel& next : {Pixel{at.x - 1, at.y}, Pixel{at.x + 1, at.y}, Pixel{at.x, at.y - 1},
                              Pixel{at.x, at.y + 1}}) {
      if (next.x >= 0 && next.y >= 0 && next.x < width_ && next.y < height_) found.push_back(next);
    }
    return found;
  }

  [[nodiscard]] double step(const Pixel& from, const Pixel& to) const {
    constexpr double kEdge = 0.15;      // per grey value
    constexpr double kCertainty = 1.5;  // per logit
    const std::int64_t a = from.y * width_ + from.x, b = to.y * width_ + to.x;
    int most = 0;
    for (std::int64_t c = 0; c < 3; ++c)
      most = std::max(most, std::abs(value_[3 * a + c] - value_[3 * b + c]));
    const double against = std::max(0.0, static_cast<double>(-sign_ * logit_[b]));
    return 1 + kEdge * most + kCertainty * against;
  }

  float* logit_;
  const std::uint8_t* value_;
  std::int64_t height_, width_;
  float sign_;
};

}  // namespace

bool obeys(const at::Tensor& logits, const PromptPoint& point) {
  const auto at = pixelOf(logits, point);
  return !at || (logits[at->y][at->x].item<float>() > 0) == (point.label == 1);
}

at::Tensor withClicksObeyed(const at::Tensor& logits, const at::Tensor& rgb,
                            std::span<const PromptPoint> points, double reach) {
  at::Tensor out = logits.contiguous().clone();
  const at::Tensor picture = rgb.contiguous();
  std::map<Pixel, int> clicked;  // the last label of each
  for (const PromptPoint& point : points) {
    if (const auto at = pixelOf(logits, point)) clicked[*at] = point.label;
  }
  for (const PromptPoint& point : points) {
    const auto at = pixelOf(out, point);
    if (!at || clicked.at(*at) != point.label || obeys(out, point)) continue;
    const Growth growth(out, picture, point.label);
    for (const auto& [pixel, cost] : growth.reached(*at, reach)) {
      const auto other = clicked.find(pixel);
      if (other == clicked.end() || other->second == point.label) growth.claim(pixel);
    }
  }
  return out;
}

}  // namespace limn::nn
