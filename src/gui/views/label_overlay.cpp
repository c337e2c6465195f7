// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_overlay.h"

#include "mask_outline.h"

#include <algorithm>

namespace limn::gui {

QColor toQColor(Rgb color) {
  return {color.r, color.g, color.b};
}

LabelOverlay makeLabelOverlay(const core::SegmentationDocument& document, core::SliceRef slice,
                              const SliceLayout& layout) {
  LabelOverlay overlay;
  const std::vector<LabelId> ids = document.sliceLabels(slice);
  if (std::all_of(ids.begin(), ids.end(), [](LabelId id) { return id == 0; })) return overlay;

  const LabelId highest = *std::max_element(ids.begin(), ids.end());
  std::vector<QRgb> colors(static_cast<std::size_t>(highest) + 1, 0);
  for (const LabelInfo& label : document.labels()) {
    if (!label.visible || label.id > highest) continue;
    const QColor color = toQColor(label.color);
    colors[label.id] = color.rgba();
    const Mask mask = document.labelMask(slice, label.id);
    if (mask.bounds().isEmpty()) continue;
    overlay.outlines.push_back({label.id, color, maskOutline(mask)});
  }
  colors[0] = 0;

  overlay.tint = QImage(static_cast<int>(layout.width), static_cast<int>(layout.height),
                        QImage::Format_ARGB32_Premultiplied);
  for (std::int64_t y = 0; y < layout.height; ++y) {
    auto* out = reinterpret_cast<QRgb*>(overlay.tint.scanLine(static_cast<int>(y)));
    const LabelId* in = ids.data() + y * layout.width;
    for (std::int64_t x = 0; x < layout.width; ++x)
      out[x] = colors[in[x]];
  }
  return overlay;
}

}  // namespace limn::gui
