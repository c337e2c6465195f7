// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "brush_tool.h"

#include "theme.h"
#include "views/mask_outline.h"
#include "views/view_transform.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <utility>

namespace limn::gui {
namespace {

PixelPoint nearestCentre(PixelPoint p) {
  return {std::round(p.x), std::round(p.y)};
}

PixelBox united(const PixelBox& a, const PixelBox& b) {
  if (a.isEmpty()) return b;
  if (b.isEmpty()) return a;
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

QRectF withLine(const QPainterPath& path) {
  constexpr double kLine = 3;
  return path.boundingRect().adjusted(-kLine, -kLine, kLine, kLine);
}

}  // namespace

bool BrushTool::pressed(const SliceMouseEvent& event) {
  const bool isMine = event.button == Qt::LeftButton || event.button == Qt::RightButton;
  if (!isMine || event.modifiers != Qt::NoModifier) return false;
  hovered(&event);
  if (stroke_ || !editor_.mayDraw()) return true;
  core::Session& session = editor_.session();
  const bool isLeft = event.button == Qt::LeftButton;
  const Mode mode = isLeft == (left_ == Mode::Paint) ? Mode::Paint : Mode::Erase;
  stroke_ = std::make_unique<core::BrushStroke>(session.volume(), session.document().labels(),
                                                event.slice, session.activeLabel(), mode,
                                                editor_.brush());
  button_ = event.button;
  moveTo(event);
  return true;
}

void BrushTool::moveTo(const SliceMouseEvent& event) {
  if (stroke_ && event.slice == stroke_->slice()) {
    touched_ = united(touched_, stroke_->moveTo(nearestCentre(event.exact)));
  }
}

bool BrushTool::dragged(const SliceMouseEvent& event) {
  hovered(&event);
  moveTo(event);
  return true;
}

void BrushTool::released(const SliceMouseEvent& event) {
  if (!stroke_ || event.button != button_) return;
  dragged(event);
  const auto done = std::move(stroke_);
  const bool paints = done->mode() == Mode::Paint;
  editor_.commit({.operation = paints ? HandEdit::Operation::Paint : HandEdit::Operation::Erase,
                  .label = done->label(),
                  .slice = done->slice(),
                  .otherSlice = done->slice().slice,
                  .amount = done->brush().radius},
                 done->wanted(), done->brush().overlap);
}

void BrushTool::hovered(const SliceMouseEvent* event) {
  cursor_.reset();
  if (event != nullptr) cursor_ = Place{event->slice, nearestCentre(event->exact)};
}

bool BrushTool::wheelTurned(double notches) {
  if (!stroke_) editor_.resizeBrush(notches);
  return true;
}

bool BrushTool::cancel() {
  const bool was = stroke_ != nullptr;
  stroke_.reset();
  touched_ = {};
  return was;
}

void BrushTool::leave() {
  cancel();
  cursor_.reset();
}

QPainterPath BrushTool::outline(const ViewTransform& transform) const {
  const SliceLayout layout = editor_.session().layout(cursor_->slice.axis);
  const double radius = stroke_ ? stroke_->brush().radius : editor_.brush().radius;
  const core::Footprint footprint = core::brushFootprint(layout, radius, cursor_->centre);
  const QPainterPath path =
      maskOutline(footprint.mask)
          .translated(static_cast<double>(footprint.x0), static_cast<double>(footprint.y0));
  return transform.matrix().map(path);
}

ToolDamage BrushTool::takeDamage(const ViewTransform& transform) {
  const QRectF next = cursor_ ? withLine(outline(transform)) : QRectF();
  return {painted_.united(next), std::exchange(touched_, {})};
}

void BrushTool::paint(QPainter& painter, const ViewTransform& transform,
                      core::SliceRef slice) const {
  if (!cursor_ || cursor_->slice != slice || !editor_.session().hasVolume()) return;
  const bool erases = (stroke_ ? stroke_->mode() : left_) == Mode::Erase;
  const QPainterPath path = outline(transform);
  painted_ = withLine(path);
  painter.strokePath(path, QPen(QColor(0, 0, 0, 150), 3));
  painter.strokePath(path, QPen(erases ? colors::exclude : QColor(Qt::white), 1.3));
}

}  // namespace limn::gui
