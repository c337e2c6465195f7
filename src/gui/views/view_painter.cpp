// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "view_painter.h"

#include "plane_text.h"
#include "theme.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <variant>

namespace limn::gui {
namespace {

constexpr double kEdge = kViewEdge, kCrosshairGap = 9;

/// Saves the painter's state for a scope.
class Saved {
 public:
  explicit Saved(QPainter& painter) : painter_(painter) { painter_.save(); }
  Saved(const Saved&) = delete;
  Saved& operator=(const Saved&) = delete;
  ~Saved() { painter_.restore(); }

 private:
  QPainter& painter_;
};

/// Text with a dark outline, legible on bright and on dark pixels.
void outlinedText(QPainter& painter, QPointF baseline, const QString& text, const QColor& color) {
  QPainterPath path;
  path.addText(baseline, painter.font(), text);
  painter.strokePath(path,
                     QPen(QColor(0, 0, 0, 215), 2.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setPen(color);
  painter.drawText(baseline, text);
}

void paintPoint(QPainter& painter, QPointF at, bool include) {
  constexpr double kRadius = 6.5, kArm = 3.4;
  painter.setPen(QPen(QColor(0, 0, 0, 190), 1.2));
  painter.setBrush(include ? colors::include : colors::exclude);
  painter.drawEllipse(at, kRadius, kRadius);
  painter.setPen(QPen(QColor(10, 14, 16), 1.8, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(at - QPointF(kArm, 0), at + QPointF(kArm, 0));
  if (include) painter.drawLine(at - QPointF(0, kArm), at + QPointF(0, kArm));
}

void paintBox(QPainter& painter, const ViewTransform& transform, const core::BoxPrompt& box) {
  const QRectF rect(transform.toWidget({box.min.x - 0.5, box.min.y - 0.5}),
                    transform.toWidget({box.max.x + 0.5, box.max.y + 0.5}));
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(QColor(0, 0, 0, 150), 3));
  painter.drawRect(rect);
  painter.setPen(QPen(colors::include, 1.4, Qt::DashLine));
  painter.drawRect(rect);
}

}  // namespace

void paintCrosshair(QPainter& painter, const ViewTransform& transform, QSizeF view,
                    const CrosshairLines& lines) {
  const Saved saved(painter);
  painter.setRenderHint(QPainter::Antialiasing, false);
  const QPointF at = transform.toWidget(lines.at);
  const auto pen = [](QColor color) {
    color.setAlpha(120);
    return QPen(color, 1);
  };
  painter.setPen(pen(lines.vertical));
  painter.drawLine(QPointF(at.x(), 0), QPointF(at.x(), at.y() - kCrosshairGap));
  painter.drawLine(QPointF(at.x(), at.y() + kCrosshairGap), QPointF(at.x(), view.height()));
  painter.setPen(pen(lines.horizontal));
  painter.drawLine(QPointF(0, at.y()), QPointF(at.x() - kCrosshairGap, at.y()));
  painter.drawLine(QPointF(at.x() + kCrosshairGap, at.y()), QPointF(view.width(), at.y()));
}

void paintTexts(QPainter& painter, const std::vector<PlacedLine>& texts) {
  const Saved saved(painter);
  const QFont plain = painter.font();
  QFont bold = plain;
  bold.setWeight(QFont::DemiBold);
  for (const PlacedLine& placed : texts) {
    painter.setFont(placed.line.isBold ? bold : plain);
    outlinedText(painter, placed.baseline, placed.line.text, placed.line.color);
  }
}

void paintLetters(QPainter& painter, QSizeF view, const SliceLayout& layout) {
  const Saved saved(painter);
  painter.setFont(letterFont(painter.font()));
  const QFontMetricsF metrics(painter.font());
  const double middleY = view.height() / 2 + metrics.capHeight() / 2;
  const auto put = [&](double x, double y, Vec3 direction) {
    const QString letters = directionLetters(direction);
    const double wide = metrics.horizontalAdvance(letters);
    outlinedText(painter,
                 {x < 0   ? kEdge
                  : x > 0 ? view.width() - kEdge - wide
                          : (view.width() - wide) / 2,
                  y},
                 letters, colors::viewText);
  };
  put(-1, middleY, layout.columnDirection * -1.0);
  put(+1, middleY, layout.columnDirection);
  put(0, kEdge + metrics.ascent(), layout.rowDirection * -1.0);
  put(0, view.height() - kEdge, layout.rowDirection);
}

double scaleBarMm(double viewPixels, double pixelsPerMm) {
  const double wanted = viewPixels / 4 / pixelsPerMm;
  const double power = std::pow(10, std::floor(std::log10(wanted)));
  for (const double factor : {5.0, 2.0}) {
    if (factor * power <= wanted) return factor * power;
  }
  return power;
}

void paintScaleBar(QPainter& painter, QSizeF view, double pixelsPerMm) {
  const Saved saved(painter);
  const double mm = scaleBarMm(view.width(), pixelsPerMm), length = mm * pixelsPerMm;
  const double y = view.height() - kEdge - 3;
  const QLineF bar(kEdge, y, kEdge + length, y);
  painter.setPen(QPen(QColor(0, 0, 0, 150), 4, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(bar);
  painter.setPen(QPen(colors::viewText, 1.6, Qt::SolidLine, Qt::FlatCap));
  painter.drawLine(bar);
  for (const double x : {bar.x1(), bar.x2()})
    painter.drawLine(QPointF(x, y - 3), QPointF(x, y + 3));
  const QString text = mm >= 10 ? QCoreApplication::translate("Views", "%1 cm").arg(mm / 10)
                                : QCoreApplication::translate("Views", "%1 mm").arg(mm);
  outlinedText(painter, {kEdge, y - 8}, text, colors::viewText);
}

void paintPrompts(QPainter& painter, const ViewTransform& transform,
                  const std::vector<core::Prompt>& prompts) {
  const Saved saved(painter);
  painter.setRenderHint(QPainter::Antialiasing);
  for (const core::Prompt& prompt : prompts) {
    if (const auto* box = std::get_if<core::BoxPrompt>(&prompt)) paintBox(painter, transform, *box);
  }
  for (const core::Prompt& prompt : prompts) {
    if (const auto* point = std::get_if<core::PointPrompt>(&prompt)) {
      paintPoint(painter, transform.toWidget(point->at), point->include);
    }
  }
}

void paintBusy(QPainter& painter, QPointF at, double phase, const QString& text) {
  constexpr double kRadius = 15;
  const Saved saved(painter);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(QColor(0, 0, 0, 140), 5));
  painter.drawEllipse(at, kRadius, kRadius);
  painter.setPen(QPen(QColor(255, 255, 255, 60), 2.4));
  painter.drawEllipse(at, kRadius, kRadius);
  painter.setPen(QPen(colors::accent, 2.6, Qt::SolidLine, Qt::RoundCap));
  const QRectF ring(at.x() - kRadius, at.y() - kRadius, 2 * kRadius, 2 * kRadius);
  painter.drawArc(ring, static_cast<int>(-phase * 360 * 16), 100 * 16);
  paintTag(painter, at + QPointF(kRadius + 8, -11), text, colors::viewText);
}

void paintTag(QPainter& painter, QPointF topLeft, const QString& text, const QColor& color) {
  const Saved saved(painter);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF plate(topLeft, tagSize(painter.font(), text));
  painter.setPen(Qt::NoPen);
  painter.setBrush(QColor(14, 16, 19, 215));
  painter.drawRoundedRect(plate, 6, 6);
  painter.setPen(color);
  painter.drawText(plate, Qt::AlignCenter, text);
}

}  // namespace limn::gui
