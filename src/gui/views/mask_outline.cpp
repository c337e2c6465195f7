// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mask_outline.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace limn::gui {
namespace {

/// Directions along pixel edges, each the right turn of the one before (y grows downwards).
constexpr std::array<std::array<int, 2>, 4> kSteps{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};

/// The pixel edges between differing labels, as arrows between pixel corners that have the pixel
/// they belong to on their right, and loops followed along them. `Labels` gives the label of the
/// pixel (x, y) within `box`, 0 for none; outside of the box there is none.
template <class Labels>
class EdgeTracer {
 public:
  EdgeTracer(PixelBox box, Labels labels) : box_(box), labels_(std::move(labels)) {
    if (box_.isEmpty()) return;
    columns_ = box_.x1 - box_.x0 + 1;
    rows_ = box_.y1 - box_.y0 + 1;
    arrows_.assign(static_cast<std::size_t>(columns_ * rows_), 0);
    for (std::int64_t y = box_.y0; y < box_.y1; ++y) {
      for (std::int64_t x = box_.x0; x < box_.x1; ++x)
        addArrows(x, y);
    }
  }

  /// Adds each loop to the path that `pathOf(label)` refers to.
  template <class PathOf>
  void trace(PathOf pathOf) {
    for (std::int64_t y = 0; y < rows_; ++y) {
      for (std::int64_t x = 0; x < columns_; ++x) {
        for (int d = 0; at(x, y) != 0 && d < 4; ++d) {
          if (at(x, y) & (1 << d)) follow(x, y, d, pathOf(owner(x, y, d)));
        }
      }
    }
  }

 private:
  [[nodiscard]] std::uint8_t& at(std::int64_t x, std::int64_t y) {
    return arrows_[static_cast<std::size_t>(y * columns_ + x)];
  }
  [[nodiscard]] LabelId labelAt(std::int64_t x, std::int64_t y) const {
    const bool inside = x >= box_.x0 && y >= box_.y0 && x < box_.x1 && y < box_.y1;
    return inside ? labels_(x, y) : LabelId{0};
  }
  void addArrows(std::int64_t x, std::int64_t y) {
    const LabelId label = labels_(x, y);
    if (label == 0) return;
    const std::int64_t cx = x - box_.x0, cy = y - box_.y0;
    if (labelAt(x, y - 1) != label) at(cx, cy) |= 1;
    if (labelAt(x + 1, y) != label) at(cx + 1, cy) |= 2;
    if (labelAt(x, y + 1) != label) at(cx + 1, cy + 1) |= 4;
    if (labelAt(x - 1, y) != label) at(cx, cy + 1) |= 8;
  }
  /// The label of the pixel to the right of the arrow that starts at this corner.
  [[nodiscard]] LabelId owner(std::int64_t x, std::int64_t y, int d) const {
    return labelAt(x + box_.x0 - (d == 1 || d == 2 ? 1 : 0),
                   y + box_.y0 - (d == 2 || d == 3 ? 1 : 0));
  }
  [[nodiscard]] QPointF middle(std::int64_t x, std::int64_t y, int d) const {
    const auto& step = kSteps[static_cast<std::size_t>(d)];
    return {static_cast<double>(x + box_.x0) - 0.5 + step[0] * 0.5,
            static_cast<double>(y + box_.y0) - 0.5 + step[1] * 0.5};
  }

  /// Walks one loop and removes its arrows; a point before and after each turn is enough.
  void follow(std::int64_t x, std::int64_t y, int d, QPainterPath& path) {
    const LabelId label = owner(x, y, d);
    path.moveTo(middle(x, y, d));
    while (at(x, y) & (1 << d)) {
      at(x, y) &= static_cast<std::uint8_t>(~(1 << d));
      const QPointF here = middle(x, y, d);
      x += kSteps[static_cast<std::size_t>(d)][0];
      y += kSteps[static_cast<std::size_t>(d)][1];
      const int before = d;
      for (const int turn : {1, 0, 3}) {  // right first: pixels that touch at a corner stay apart
        const int next = (before + turn) % 4;
        if (at(x, y) & (1 << next) && owner(x, y, next) == label) {
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

  PixelBox box_;
  Labels labels_;
  std::int64_t columns_ = 0, rows_ = 0;
  std::vector<std::uint8_t> arrows_;  // per corner, a bit per direction that starts there
};

}  // namespace

QPainterPath maskOutline(const Mask& mask) {
  QPainterPath path;
  const auto label = [&mask](std::int64_t x, std::int64_t y) {
    return static_cast<LabelId>(mask.test(x, y) ? 1 : 0);
  };
  EdgeTracer(mask.bounds(), label).trace([&path](LabelId) -> QPainterPath& { return path; });
  return path;
}

QPainterPath labelOutline(const std::vector<LabelId>& labels, std::int64_t width, LabelId label,
                          PixelBox box) {
  QPainterPath path;
  const auto isLabel = [&labels, width, label](std::int64_t x, std::int64_t y) {
    return static_cast<LabelId>(labels[static_cast<std::size_t>(y * width + x)] == label ? 1 : 0);
  };
  EdgeTracer(box, isLabel).trace([&path](LabelId) -> QPainterPath& { return path; });
  return path;
}

std::map<LabelId, QPainterPath> labelOutlines(const std::vector<LabelId>& labels,
                                              std::int64_t width) {
  std::map<LabelId, QPainterPath> paths;
  if (labels.empty() || width <= 0) return paths;
  const PixelBox box{0, 0, width, static_cast<std::int64_t>(labels.size()) / width};
  const auto label = [&labels, width](std::int64_t x, std::int64_t y) {
    return labels[static_cast<std::size_t>(y * width + x)];
  };
  EdgeTracer(box, label).trace([&paths](LabelId id) -> QPainterPath& { return paths[id]; });
  return paths;
}

}  // namespace limn::gui
