// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>
#include <array>
#include <vector>

namespace limn::gui {

/// Between the edge of a view and what is written in it, in device-independent pixels.
constexpr double kViewEdge = 10;

/// A line of text in a corner of a view; an empty one takes no room.
struct CornerLine {
  QString text;
  QColor color;
  bool isBold = false;
  bool mayBeShortened = false;  // a line with a number is shown whole or not at all
};
/// What stands in the corners, from the edge of the view inwards. The scale bar has the fourth.
struct ViewTexts {
  std::vector<CornerLine> topLeft, topRight, bottomRight;
};
struct PlacedLine {
  CornerLine line;  // shortened to the room there is
  QPointF baseline;
  QRectF rect;
};

/// The font of the letters in the middle of each edge, in a view whose texts have `font`.
[[nodiscard]] QFont letterFont(QFont font);
/// The room for the letters at the top, bottom, left and right edge.
[[nodiscard]] std::array<QRectF, 4> letterPlaces(QSizeF view, const QFont& font);

/// Where the lines go: never over each other, over the letters in the middle of each edge, or out
/// of the view. A line goes to the first row that has room for all of it, else it is shortened or
/// left out.
[[nodiscard]] std::vector<PlacedLine> placeTexts(const ViewTexts& texts, QSizeF view,
                                                 const QFont& font);

/// The size of a text on a plate.
[[nodiscard]] QSizeF tagSize(const QFont& font, const QString& text);
/// The top left corner of a plate about an object with these bounds: beside it, or above it where
/// there is no room; within the view, and lower where it would cover `taken`.
[[nodiscard]] QPointF placeTag(const QRectF& object, QSizeF tag, QSizeF view,
                               const std::vector<PlacedLine>& taken);
/// The first of the texts that fits on a plate in a view of that width, else the last, shortened.
[[nodiscard]] QString fittingText(const std::vector<QString>& texts, double viewWidth,
                                  const QFont& font);

}  // namespace limn::gui
