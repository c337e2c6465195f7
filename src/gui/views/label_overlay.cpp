// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_overlay.h"

#include "mask_outline.h"

#include <algorithm>

namespace limn::gui {

namespace {

Mask maskOf(const std::vector<LabelId>& ids, LabelId label, const SliceLayout& layout) {
  Mask mask(layout.width, layout.height);
  auto id = ids.begin();
  for (std::int64_t y = 0; y < layout.height; ++y) {
    for (std::int64_t x = 0; x < layout.width; ++x, ++id) {
      if (*id == label) mask.set(x, y);
    }
  }
  return mask;
}

}  // namespace

QColor toQColor(Rgb color) {
  return {color.r, color.g, color.b};
}

LabelOverlay makeLabelOverlay(const core::LabelView& labels, core::SliceRef slice,
                              const SliceLayout& layout) {
  LabelOverlay overlay;
  const std::vector<LabelId> ids = labels.sliceLabels(slice);
  if (std::all_of(ids.begin(), ids.end(), [](LabelId id) { return id == 0; })) return overlay;

  const LabelId highest = *std::max_element(ids.begin(), ids.end());
  std::vector<QRgb> colors(static_cast<std::size_t>(highest) + 1, 0);
  for (const LabelInfo& label : labels.labels()) {
    if (!label.visible || label.id > highest) continue;
    const QColor color = toQColor(label.color);
    colors[label.id] = color.rgba();
    const Mask mask = maskOf(ids, label.id, layout);
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
