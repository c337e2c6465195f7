// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "contours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace limn::imaging {
namespace {

/// A corner of pixels: (x, y) is the upper left one of pixel (x, y).
struct Corner {
  std::int64_t x = 0, y = 0;
  bool operator==(const Corner&) const = default;
};
using Outline = std::vector<Corner>;

constexpr std::array<Corner, 4> kSteps{Corner{1, 0}, Corner{0, 1}, Corner{-1, 0}, Corner{0, -1}};

/// Twice the area; positive for an outline whose inside is to the right of its direction (y down).
std::int64_t doubleArea(const Outline& outline) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Corner a = outline[i], b = outline[(i + 1) % outline.size()];
    sum += a.x * b.y - b.x * a.y;
  }
  return sum;
}

/// Follows the edges between pixels that are set and pixels that are not.
class Tracer {
 public:
  explicit Tracer(const Mask& mask) : box_(mask.bounds()), stride_(box_.x1 - box_.x0 + 1) {
    edges_.resize(static_cast<std::size_t>(stride_ * (box_.y1 - box_.y0 + 1)));
    const auto isSet = [&](std::int64_t x, std::int64_t y) {
      return x >= 0 && y >= 0 && x < mask.width() && y < mask.height() && mask.test(x, y);
    };
    for (std::int64_t y = box_.y0; y < box_.y1; ++y) {
      for (std::int64_t x = box_.x0; x < box_.x1; ++x) {
        if (!isSet(x, y)) continue;
        if (!isSet(x, y - 1)) leave({x, y}, 0);
        if (!isSet(x + 1, y)) leave({x + 1, y}, 1);
        if (!isSet(x, y + 1)) leave({x + 1, y + 1}, 2);
        if (!isSet(x - 1, y)) leave({x, y + 1}, 3);
      }
    }
  }

  /// Every corner that they pass, one pixel apart.
  std::vector<Outline> outlines() {
    std::vector<Outline> all;
    for (std::int64_t y = box_.y0; y <= box_.y1; ++y) {
      for (std::int64_t x = box_.x0; x <= box_.x1; ++x) {
        for (int direction = 0; direction < 4; ++direction) {
          if (has({x, y}, direction)) all.push_back(follow({x, y}, direction));
        }
      }
    }
    return all;
  }

 private:
  [[nodiscard]] std::uint8_t& at(Corner c) {
    return edges_[static_cast<std::size_t>(c.x - box_.x0 + stride_ * (c.y - box_.y0))];
  }
  void leave(Corner c, int direction) {
    at(c) = static_cast<std::uint8_t>(at(c) | (1U << direction));
  }
  bool has(Corner c, int direction) { return ((at(c) >> direction) & 1U) != 0; }

  /// Turns right where there is a choice, which keeps to the same pixel.
  Outline follow(const Corner start, const int first) {
    Outline outline;
    Corner c = start;
    int direction = first;
    while (true) {
      outline.push_back(c);
      at(c) = static_cast<std::uint8_t>(at(c) & ~(1U << direction));
      c = {c.x + kSteps[static_cast<std::size_t>(direction)].x,
           c.y + kSteps[static_cast<std::size_t>(direction)].y};
      const int from = direction;
      direction = -1;
      for (const int turn : {1, 0, 3}) {
        const int next = (from + turn) % 4;
        if (c == start && next == first) return outline;
        if (!has(c, next)) continue;
        direction = next;
        break;
      }
      if (direction < 0) return outline;  // cannot be: every corner is left as often as entered
    }
  }

  PixelBox box_;
  std::int64_t stride_ = 0;
  std::vector<std::uint8_t> edges_;  // of each corner, the directions in which an edge leaves it
};

/// Joins holes to the outlines around them.
class HoleJoiner {
 public:
  HoleJoiner(std::vector<Outline> outlines, const PixelBox& box)
      : outlines_(std::move(outlines)), box_(box), stride_(box.x1 - box.x0 + 1) {
    passing_.resize(static_cast<std::size_t>(stride_ * (box.y1 - box.y0 + 1)), {-1, -1});
    for (std::size_t i = 0; i < outlines_.size(); ++i) {
      joinedTo_.push_back(static_cast<int>(i));
      for (const Corner c : outlines_[i]) {
        auto& pair = passing_[indexOf(c)];
        (pair[0] < 0 ? pair[0] : pair[1]) = static_cast<int>(i);
      }
    }
  }

  std::vector<Outline> join() {
    struct Hole {
      int outline;
      Corner left;  // the upper one of the leftmost corners
    };
    std::vector<Hole> holes;
    for (std::size_t i = 0; i < outlines_.size(); ++i) {
      if (doubleArea(outlines_[i]) > 0) continue;
      const auto left = std::ranges::min_element(
          outlines_[i], [](Corner a, Corner b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
      holes.push_back({static_cast<int>(i), *left});
    }
    std::ranges::sort(holes, [](const Hole& a, const Hole& b) {
      return a.left.x != b.left.x ? a.left.x < b.left.x : a.left.y < b.left.y;
    });
    for (const Hole& hole : holes)
      joinLeft(hole.outline, hole.left);
    std::erase_if(outlines_, [](const Outline& outline) { return outline.empty(); });
    return std::move(outlines_);
  }

 private:
  [[nodiscard]] std::size_t indexOf(Corner c) const {
    return static_cast<std::size_t>(c.x - box_.x0 + stride_ * (c.y - box_.y0));
  }
  [[nodiscard]] int rootOf(int outline) const {
    while (joinedTo_[static_cast<std::size_t>(outline)] != outline)
      outline = joinedTo_[static_cast<std::size_t>(outline)];
    return outline;
  }
  /// From a hole's leftmost corner to the left there are set pixels above and below, until another
  /// outline passes.
  void joinLeft(int hole, Corner from) {
    const int own = rootOf(hole);
    for (Corner c = from; c.x >= box_.x0; --c.x) {
      for (const int other : passing_[indexOf(c)]) {
        if (other < 0 || rootOf(other) == own) continue;
        return insert(rootOf(other), c, own, from);
      }
    }
  }
  void insert(int outer, Corner at, int hole, Corner from) {
    Outline& around = outlines_[static_cast<std::size_t>(outer)];
    Outline& inner = outlines_[static_cast<std::size_t>(hole)];
    const auto start = std::ranges::find(inner, from);
    Outline channel{at};
    channel.insert(channel.end(), start, inner.end());
    channel.insert(channel.end(), inner.begin(), start);
    channel.push_back(from);
    // at, hole ..., from; then `at` again, which is there already
    around.insert(std::ranges::find(around, at), channel.begin(), channel.end());
    inner.clear();
    joinedTo_[static_cast<std::size_t>(hole)] = outer;
  }

  std::vector<Outline> outlines_;
  PixelBox box_;
  std::int64_t stride_ = 0;
  std::vector<std::array<int, 2>> passing_;  // of each corner, the outlines through it
  std::vector<int> joinedTo_;
};

/// Without the points that lie between two others on a line.
std::vector<PixelPoint> cornersOnly(const Outline& outline) {
  std::vector<PixelPoint> points;
  const std::size_t n = outline.size();
  for (std::size_t i = 0; i < n; ++i) {
    const Corner a = outline[(i + n - 1) % n], b = outline[i], c = outline[(i + 1) % n];
    const Corner in{b.x - a.x, b.y - a.y}, out{c.x - b.x, c.y - b.y};
    const bool isStraight = in.x * out.y == in.y * out.x && in.x * out.x + in.y * out.y > 0;
    if (!isStraight && !(a == b))
      points.push_back({static_cast<double>(b.x) - 0.5, static_cast<double>(b.y) - 0.5});
  }
  return points;
}

}  // namespace

std::vector<std::vector<PixelPoint>> outlinesOf(const Mask& mask) {
  std::vector<std::vector<PixelPoint>> polygons;
  if (mask.isEmpty() || mask.bounds().isEmpty()) return polygons;
  HoleJoiner joiner(Tracer(mask).outlines(), mask.bounds());
  for (const Outline& outline : joiner.join())
    polygons.push_back(cornersOnly(outline));
  return polygons;
}

std::int64_t invertInside(Mask& mask, std::span<const PixelPoint> polygon) {
  if (polygon.size() < 3) return 0;
  const auto [top, bottom] = std::ranges::minmax(polygon, {}, &PixelPoint::y);
  const auto last = static_cast<double>(mask.height() - 1);
  if (!(bottom.y >= 0) || !(top.y <= last)) return 0;
  const auto firstRow = static_cast<std::int64_t>(std::ceil(std::max(top.y, 0.0)));
  const auto lastRow = static_cast<std::int64_t>(std::floor(std::min(bottom.y, last)));
  std::vector<double> crossings;
  std::int64_t inverted = 0;
  for (std::int64_t row = firstRow; row <= lastRow; ++row) {
    const auto y = static_cast<double>(row);
    crossings.clear();
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      const PixelPoint a = polygon[i], b = polygon[(i + 1) % polygon.size()];
      if ((a.y <= y) == (b.y <= y)) continue;
      crossings.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
    }
    std::ranges::sort(crossings);
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
      const double from = std::max(std::ceil(crossings[i]), 0.0);
      const double to = std::min(std::ceil(crossings[i + 1]), static_cast<double>(mask.width()));
      for (auto x = static_cast<std::int64_t>(from); static_cast<double>(x) < to; ++x, ++inverted)
        mask.set(x, row, !mask.test(x, row));
    }
  }
  return inverted;
}

}  // namespace limn::imaging
