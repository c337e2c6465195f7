// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "lasso_tool.h"

#include "theme.h"
#include "views/view_transform.h"

#include <QPainter>
#include <QPolygonF>
#include <utility>

namespace limn::gui {

bool LassoTool::pressed(const SliceMouseEvent& event) {
  const bool isMine = event.button == Qt::LeftButton || event.button == Qt::RightButton;
  if (!isMine || event.modifiers != Qt::NoModifier) return false;
  if (line_ || !editor_.mayDraw()) return true;
  line_ = Line{event.slice, editor_.session().activeLabel(), event.button, {event.exact}};
  return true;
}

bool LassoTool::dragged(const SliceMouseEvent& event) {
  if (line_ && event.slice == line_->slice && event.exact != line_->points.back()) {
    line_->points.push_back(event.exact);
  }
  return true;
}

void LassoTool::released(const SliceMouseEvent& event) {
  if (!line_ || event.button != line_->button) return;
  dragged(event);
  const Line done = *std::exchange(line_, std::nullopt);
  if (done.points.size() < 3) return;
  const SliceLayout layout = editor_.session().layout(done.slice.axis);
  const bool adds = done.button == Qt::LeftButton;
  const Mask inside = core::polygonMask(layout.width, layout.height, done.points);
  editor_.commit({.operation = adds ? HandEdit::Operation::LassoAdd : HandEdit::Operation::LassoCut,
                  .label = done.label,
                  .slice = done.slice,
                  .otherSlice = done.slice.slice},
                 core::wantedOn(editor_.session().volume().grid, done.slice, inside,
                                adds ? done.label : LabelId{0}),
                 editor_.brush().overlap);
}

bool LassoTool::cancel() {
  return std::exchange(line_, std::nullopt).has_value();
}

void LassoTool::paint(QPainter& painter, const ViewTransform& transform,
                      core::SliceRef slice) const {
  if (!line_ || line_->slice != slice) return;
  QPolygonF polygon;
  for (const PixelPoint& point : line_->points)
    polygon.append(transform.toWidget(point));
  const QColor color = line_->button == Qt::LeftButton ? colors::include : colors::exclude;
  QColor fill = color;
  fill.setAlphaF(0.12F);
  painter.setPen(Qt::NoPen);
  painter.setBrush(fill);
  painter.drawPolygon(polygon, Qt::OddEvenFill);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(QColor(0, 0, 0, 150), 3));
  painter.drawPolyline(polygon);
  painter.setPen(QPen(color, 1.4));
  painter.drawPolyline(polygon);
  painter.setPen(QPen(color, 1, Qt::DashLine));
  painter.drawLine(polygon.back(), polygon.front());
}

}  // namespace limn::gui
