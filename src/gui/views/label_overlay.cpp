// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_overlay.h"

#include "mask_outline.h"

#include <algorithm>
#include <utility>

namespace limn::gui {
namespace {

QRgb* pixelsOf(LabelOverlay& overlay, std::int64_t y) {
  return reinterpret_cast<QRgb*>(overlay.tint.scanLine(static_cast<int>(y)));
}

void makeTint(LabelOverlay& overlay) {
  const auto height = static_cast<std::int64_t>(overlay.labels.size()) / overlay.width;
  overlay.tint = QImage(static_cast<int>(overlay.width), static_cast<int>(height),
                        QImage::Format_ARGB32_Premultiplied);
  auto label = overlay.labels.begin();
  for (std::int64_t y = 0; y < height; ++y) {
    QRgb* out = pixelsOf(overlay, y);
    for (std::int64_t x = 0; x < overlay.width; ++x, ++label)
      out[x] = overlay.colors[*label];
  }
}

void makeOutlines(LabelOverlay& overlay) {
  std::vector<LabelId> visible = overlay.labels;
  for (LabelId& label : visible)
    if (overlay.colors[label] == 0) label = 0;
  overlay.outlines.clear();
  for (auto& [label, path] : labelOutlines(visible, overlay.width))
    overlay.outlines.push_back({label, QColor::fromRgba(overlay.colors[label]), std::move(path)});
}

PixelBox boundsOf(const LabelOverlay& overlay, LabelId label) {
  PixelBox box;
  const std::int64_t width = overlay.width;
  const auto height = static_cast<std::int64_t>(overlay.labels.size()) / width;
  for (std::int64_t y = 0; y < height; ++y) {
    const auto row = overlay.labels.begin() + y * width;
    const auto first = std::find(row, row + width, label);
    if (first == row + width) continue;
    const auto last = std::find(std::make_reverse_iterator(row + width),
                                std::make_reverse_iterator(first), label);
    const std::int64_t x0 = first - row, x1 = last.base() - row;
    box = box.isEmpty() ? PixelBox{x0, y, x1, y + 1}
                        : PixelBox{std::min(box.x0, x0), box.y0, std::max(box.x1, x1), y + 1};
  }
  return box;
}

}  // namespace

QColor toQColor(Rgb color) {
  return {color.r, color.g, color.b};
}

LabelOverlay makeLabelOverlay(const core::LabelView& labels, core::SliceRef slice,
                              const SliceLayout& layout) {
  LabelOverlay overlay;
  overlay.labels = labels.sliceLabels(slice);
  overlay.width = layout.width;
  LabelId highest = *std::max_element(overlay.labels.begin(), overlay.labels.end());
  const bool isEmpty = highest == 0;
  for (const LabelInfo& label : labels.labels())
    highest = std::max(highest, label.id);
  overlay.colors.resize(static_cast<std::size_t>(highest) + 1, 0);
  for (const LabelInfo& label : labels.labels()) {
    if (label.visible) overlay.colors[label.id] = toQColor(label.color).rgba();
  }
  if (isEmpty) return overlay;
  makeTint(overlay);
  makeOutlines(overlay);
  return overlay;
}

void showStroke(LabelOverlay& overlay, const core::BrushStroke& stroke, const PixelBox& box) {
  if (box.isEmpty()) return;
  if (overlay.tint.isNull()) makeTint(overlay);
  for (std::int64_t y = box.y0; y < box.y1; ++y) {
    QRgb* out = pixelsOf(overlay, y);
    for (std::int64_t x = box.x0; x < box.x1; ++x) {
      LabelId& label = overlay.labels[static_cast<std::size_t>(y * overlay.width + x)];
      label = stroke.after(x, y, label);
      out[x] = overlay.colors[label];
    }
  }
}

void outlineStroke(LabelOverlay& overlay, const core::BrushStroke& stroke) {
  if (stroke.brush().overlap == core::Overlap::TakeUnlocked) {
    makeOutlines(overlay);
    return;
  }
  const LabelId label = stroke.label();
  auto own = std::ranges::find(overlay.outlines, label, &LabelOverlay::Outline::label);
  if (own == overlay.outlines.end()) {
    const QColor color = QColor::fromRgba(overlay.colors[label]);
    own = overlay.outlines.insert(overlay.outlines.end(), {label, color, {}});
  }
  own->path = labelOutline(overlay.labels, overlay.width, label, boundsOf(overlay, label));
}

}  // namespace limn::gui
