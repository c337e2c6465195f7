// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mask_outline.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace limn::gui {
namespace {

/// Directions along pixel edges, each the right turn of the one before (y grows downwards).
constexpr std::array<std::array<int, 2>, 4> kSteps{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};

/// The pixel edges between inside and outside, as arrows between pixel corners with the inside to
/// their right, and loops followed along them.
class EdgeTracer {
 public:
  explicit EdgeTracer(const Mask& mask) : mask_(mask), box_(mask.bounds()) {
    if (box_.isEmpty()) return;
    columns_ = box_.x1 - box_.x0 + 1;
    rows_ = box_.y1 - box_.y0 + 1;
    arrows_.assign(static_cast<std::size_t>(columns_ * rows_), 0);
    for (std::int64_t y = box_.y0; y < box_.y1; ++y) {
      for (std::int64_t x = box_.x0; x < box_.x1; ++x)
        addArrows(x, y);
    }
  }

  [[nodiscard]] QPainterPath trace() {
    QPainterPath path;
    for (std::int64_t y = 0; y < rows_; ++y) {
      for (std::int64_t x = 0; x < columns_; ++x) {
        for (int d = 0; d < 4; ++d) {
          if (at(x, y) & (1 << d)) follow(x, y, d, path);
        }
      }
    }
    return path;
  }

 private:
  [[nodiscard]] std::uint8_t& at(std::int64_t x, std::int64_t y) {
    return arrows_[static_cast<std::size_t>(y * columns_ + x)];
  }
  [[nodiscard]] bool isSet(std::int64_t x, std::int64_t y) const {
    return x >= 0 && y >= 0 && x < mask_.width() && y < mask_.height() && mask_.test(x, y);
  }
  void addArrows(std::int64_t x, std::int64_t y) {
    if (!mask_.test(x, y)) return;
    const std::int64_t cx = x - box_.x0, cy = y - box_.y0;
    if (!isSet(x, y - 1)) at(cx, cy) |= 1;
    if (!isSet(x + 1, y)) at(cx + 1, cy) |= 2;
    if (!isSet(x, y + 1)) at(cx + 1, cy + 1) |= 4;
    if (!isSet(x - 1, y)) at(cx, cy + 1) |= 8;
  }
  [[nodiscard]] QPointF middle(std::int64_t x, std::int64_t y, int d) const {
    const auto& step = kSteps[static_cast<std::size_t>(d)];
    return {static_cast<double>(x + box_.x0) - 0.5 + step[0] * 0.5,
            static_cast<double>(y + box_.y0) - 0.5 + step[1] * 0.5};
  }

  /// Walks one loop, taking its arrows away; a point before and after each turn is enough.
  void follow(std::int64_t x, std::int64_t y, int d, QPainterPath& path) {
    path.moveTo(middle(x, y, d));
    while (at(x, y) & (1 << d)) {
      at(x, y) &= static_cast<std::uint8_t>(~(1 << d));
      const QPointF here = middle(x, y, d);
      x += kSteps[static_cast<std::size_t>(d)][0];
      y += kSteps[static_cast<std::size_t>(d)][1];
      const int before = d;
      for (const int turn : {1, 0, 3}) {  // right first: pixels that touch at a corner stay apart
        const int next = (before + turn) % 4;
        if (at(x, y) & (1 << next)) {
          d = next;
          break;
        }
      }
      if (d != before) {
        path.lineTo(here);
        path.lineTo(middle(x, y, d));
      }
    }
    path.closeSubpath();
  }

  const Mask& mask_;
  PixelBox box_;
  std::int64_t columns_ = 0, rows_ = 0;
  std::vector<std::uint8_t> arrows_;  // per corner, a bit per direction that starts there
};

}  // namespace

QPainterPath maskOutline(const Mask& mask) {
  return EdgeTracer(mask).trace();
}

}  // namespace limn::gui
