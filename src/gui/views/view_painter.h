// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/slice_layout.h"
#include "limn/core/session.h"
#include "text_places.h"
#include "view_transform.h"

#include <QColor>
#include <QSizeF>
#include <QString>
#include <vector>

class QPainter;

namespace limn::gui {

/// A line to draw across a view for another plane, with that plane's colour.
struct CrosshairLines {
  PixelPoint at;
  QColor vertical, horizontal;
};

// Decorations, drawn in widget coordinates over a picture. None changes the painter's state.
void paintCrosshair(QPainter& painter, const ViewTransform& transform, QSizeF view,
                    const CrosshairLines& lines);
void paintTexts(QPainter& painter, const std::vector<PlacedLine>& texts);
void paintLetters(QPainter& painter, QSizeF view, const SliceLayout& layout);
void paintScaleBar(QPainter& painter, QSizeF view, double pixelsPerMm);
void paintPrompts(QPainter& painter, const ViewTransform& transform,
                  const std::vector<core::Prompt>& prompts);
/// A ring that turns with `phase` (0..1) at a widget position, and what is being done.
void paintBusy(QPainter& painter, QPointF at, double phase, const QString& text);
/// Text on a soft dark plate, readable on any grey.
void paintTag(QPainter& painter, QPointF topLeft, const QString& text, const QColor& color);

/// The length of a scale bar that is about a quarter of the view: 1, 2 or 5 times a power of ten
/// mm.
[[nodiscard]] double scaleBarMm(double viewPixels, double pixelsPerMm);

}  // namespace limn::gui
