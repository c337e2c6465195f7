// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_overlay.h"

#include "mask_outline.h"

#include <algorithm>
#include <utility>

namespace limn::gui {

QColor toQColor(Rgb color) {
  return {color.r, color.g, color.b};
}

LabelOverlay makeLabelOverlay(const core::LabelView& labels, core::SliceRef slice,
                              const SliceLayout& layout) {
  LabelOverlay overlay;
  std::vector<LabelId> ids = labels.sliceLabels(slice);
  const LabelId highest = *std::max_element(ids.begin(), ids.end());
  if (highest == 0) return overlay;

  std::vector<QRgb> colors(static_cast<std::size_t>(highest) + 1, 0);  // 0: not drawn
  for (const LabelInfo& label : labels.labels()) {
    if (label.visible && label.id <= highest) colors[label.id] = toQColor(label.color).rgba();
  }
  colors[0] = 0;
  overlay.tint = QImage(static_cast<int>(layout.width), static_cast<int>(layout.height),
                        QImage::Format_ARGB32_Premultiplied);
  auto id = ids.begin();
  for (std::int64_t y = 0; y < layout.height; ++y) {
    auto* out = reinterpret_cast<QRgb*>(overlay.tint.scanLine(static_cast<int>(y)));
    for (std::int64_t x = 0; x < layout.width; ++x, ++id) {
      out[x] = colors[*id];
      if (out[x] == 0) *id = 0;  // a hidden label has no outline either
    }
  }

  auto outlines = labelOutlines(ids, layout.width);
  for (const LabelInfo& label : labels.labels()) {
    const auto found = outlines.find(label.id);
    if (found == outlines.end()) continue;
    overlay.outlines.push_back({label.id, toQColor(label.color), std::move(found->second)});
  }
  return overlay;
}

}  // namespace limn::gui
