// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "text_places.h"

#include <QFontMetricsF>
#include <algorithm>
#include <optional>
#include <utility>

namespace limn::gui {
namespace {

constexpr double kLetterScale = 1.15, kGap = 8, kTagMargin = 8;
constexpr int kFewestCharacters = 8;  // of a shortened line

QFont boldFont(QFont font) {
  font.setWeight(QFont::DemiBold);
  return font;
}

/// The places in one view that texts have or may get.
class Places {
 public:
  Places(QSizeF view, const QFont& font)
      : view_(view), font_(font), bold_(boldFont(font)), metrics_(bold_) {
    const auto letters = letterPlaces(view, font);
    taken_.assign(letters.begin(), letters.end());
    const double scaleBar =
        std::max(view.width() / 4, metrics_.horizontalAdvance(QStringLiteral("50 mm")));
    const double scaleHeight = metrics_.height() + 11;
    taken_.emplace_back(kViewEdge, view.height() - kViewEdge - scaleHeight, scaleBar, scaleHeight);
    rows_ = static_cast<int>((letters[2].top() - kViewEdge) / metrics_.height());
  }

  void add(const std::vector<CornerLine>& lines, bool atRight, bool atBottom) {
    int next = 0;
    for (const CornerLine& line : lines) {
      if (line.text.isEmpty()) continue;
      for (const bool shorten : {false, true}) {
        if (shorten && !line.mayBeShortened) break;
        const std::optional<int> row = firstRow(line, next, atRight, atBottom, shorten);
        if (!row) continue;
        next = *row + 1;
        break;
      }
    }
  }

  std::vector<PlacedLine> take() { return std::move(placed_); }

 private:
  /// Puts the line into the first row from `from` on that has room for it.
  std::optional<int> firstRow(CornerLine line, int from, bool atRight, bool atBottom,
                              bool shorten) {
    const QFontMetricsF metrics(line.isBold ? bold_ : font_);
    const double whole = metrics.horizontalAdvance(line.text);
    const double wanted = shorten ? kFewestCharacters * metrics.averageCharWidth() : whole;
    for (int row = from; row < rows_; ++row) {
      const double height = metrics_.height();
      const double top =
          atBottom ? view_.height() - kViewEdge - height * (row + 1) : kViewEdge + height * row;
      const auto [left, right] = room(top, atRight);
      if (right - left < wanted) continue;
      line.text = metrics.elidedText(line.text, Qt::ElideRight, right - left + 0.5);
      const double wide = metrics.horizontalAdvance(line.text);
      const QRectF rect(atRight ? right - wide : left, top, wide, height);
      taken_.push_back(rect);
      placed_.push_back({std::move(line), {rect.left(), top + metrics_.ascent()}, rect});
      return row;
    }
    return std::nullopt;
  }

  /// What is free of the row at `top`, between the edge of the view and what is taken.
  [[nodiscard]] std::pair<double, double> room(double top, bool atRight) const {
    double left = kViewEdge, right = view_.width() - kViewEdge;
    for (const QRectF& other : taken_) {
      if (other.top() >= top + metrics_.height() || other.bottom() <= top) continue;
      if (atRight) {
        left = std::max(left, other.right() + kGap);
      } else {
        right = std::min(right, other.left() - kGap);
      }
    }
    return {left, right};
  }

  QSizeF view_;
  QFont font_, bold_;
  QFontMetricsF metrics_;  // of the wider of the two
  int rows_ = 0;
  std::vector<QRectF> taken_;
  std::vector<PlacedLine> placed_;
};

}  // namespace

QFont letterFont(QFont font) {
  font.setPointSizeF(font.pointSizeF() * kLetterScale);
  return boldFont(font);
}

std::array<QRectF, 4> letterPlaces(QSizeF view, const QFont& font) {
  const QFontMetricsF metrics(letterFont(font));
  const QSizeF size(metrics.horizontalAdvance(QStringLiteral("LPS")), metrics.height());
  const QPointF middle((view.width() - size.width()) / 2, (view.height() - size.height()) / 2);
  return {QRectF({middle.x(), kViewEdge}, size),
          QRectF({middle.x(), view.height() - kViewEdge - size.height()}, size),
          QRectF({kViewEdge, middle.y()}, size),
          QRectF({view.width() - kViewEdge - size.width(), middle.y()}, size)};
}

std::vector<PlacedLine> placeTexts(const ViewTexts& texts, QSizeF view, const QFont& font) {
  Places places(view, font);
  places.add(texts.topLeft, false, false);
  places.add(texts.topRight, true, false);
  places.add(texts.bottomRight, true, true);
  return places.take();
}

QSizeF tagSize(const QFont& font, const QString& text) {
  const QFontMetricsF metrics(font);
  return {metrics.horizontalAdvance(text) + 16, metrics.height() + 7};
}

QPointF placeTag(const QRectF& object, QSizeF tag, QSizeF view,
                 const std::vector<PlacedLine>& taken) {
  const double lowest = std::max(view.height() - tag.height() - kTagMargin, kTagMargin);
  const double rightmost = std::max(view.width() - tag.width() - kTagMargin, kTagMargin);
  const double beside = object.right() + kTagMargin;
  const double x = std::clamp(beside, kTagMargin, rightmost);
  const double above = beside <= rightmost ? 10 : tag.height() + kTagMargin;
  const double wanted = std::clamp(object.top() - above, kTagMargin, lowest);
  std::vector<QRectF> rows;
  for (const PlacedLine& line : taken)
    rows.push_back(line.rect);
  std::ranges::sort(rows, {}, [](const QRectF& row) { return row.top(); });
  double y = wanted;
  for (const QRectF& row : rows)
    if (row.intersects(QRectF({x, y}, tag))) y = row.bottom() + 2;
  return {x, y <= lowest ? y : wanted};
}

QString fittingText(const std::vector<QString>& texts, double viewWidth, const QFont& font) {
  for (const QString& text : texts)
    if (tagSize(font, text).width() <= viewWidth - 2 * kTagMargin) return text;
  return QFontMetricsF(font).elidedText(texts.back(), Qt::ElideMiddle,
                                        viewWidth - 2 * kTagMargin - 16);
}

}  // namespace limn::gui
