// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/label_view.h"

#include <QColor>
#include <QImage>
#include <QPainterPath>
#include <vector>

namespace limn::gui {

/// The labels of one slice, ready to paint: a tint and an outline each.
struct LabelOverlay {
  struct Outline {
    LabelId label;
    QColor color;
    QPainterPath path;  // picture coordinates
  };
  QImage tint;  // opaque colours where a visible label is; painted with the reader's opacity
  std::vector<Outline> outlines;
};

[[nodiscard]] LabelOverlay makeLabelOverlay(const core::LabelView& labels, core::SliceRef slice,
                                            const SliceLayout& layout);

[[nodiscard]] QColor toQColor(Rgb color);

}  // namespace limn::gui
