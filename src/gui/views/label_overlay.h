// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/core/brush_stroke.h"
#include "limn/core/label_view.h"

#include <QColor>
#include <QImage>
#include <QPainterPath>
#include <cstdint>
#include <vector>

namespace limn::gui {

/// The labels of one slice, ready to paint: a tint and an outline each.
struct LabelOverlay {
  struct Outline {
    LabelId label;
    QColor color;
    QPainterPath path;  // picture coordinates
  };
  std::vector<LabelId> labels;  // of each pixel, hidden ones too; rows of `width` pixels
  std::int64_t width = 0;
  std::vector<QRgb> colors;  // by label; 0: not drawn
  QImage tint;  // opaque colours where a visible label is; painted with the reader's opacity
  std::vector<Outline> outlines;
};

[[nodiscard]] LabelOverlay makeLabelOverlay(const core::LabelView& labels, core::SliceRef slice,
                                            const SliceLayout& layout);

/// Brings the tint up to what a stroke on this slice has reached; all that it reached since the
/// last call lies in `box`. The outlines are as they were.
void showStroke(LabelOverlay& overlay, const core::BrushStroke& stroke, const PixelBox& box);
/// Brings the outlines up to a stroke.
void outlineStroke(LabelOverlay& overlay, const core::BrushStroke& stroke);

[[nodiscard]] QColor toQColor(Rgb color);

}  // namespace limn::gui
