// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "click_tool.h"

#include "theme.h"
#include "views/view_transform.h"

#include <QLineF>
#include <QPainter>
#include <algorithm>
#include <variant>

namespace limn::gui {
namespace {

constexpr double kDragStart = 4, kMarkRadius = 7;  // widget pixels

std::optional<PixelPoint> pointAt(const core::Session& session, std::size_t index) {
  const auto prompts = session.prompts();
  if (index >= prompts.size()) return std::nullopt;
  const auto* point = std::get_if<core::PointPrompt>(&prompts[index]);
  return point != nullptr ? std::optional(point->at) : std::nullopt;
}

}  // namespace

std::optional<std::size_t> ClickTool::markAt(const SliceMouseEvent& event) const {
  if (session_.promptSlice() != event.slice) return std::nullopt;
  for (std::size_t i = session_.prompts().size(); i-- > 0;) {
    const auto at = pointAt(session_, i);
    if (!at) continue;
    if (QLineF(event.transform->toWidget(*at), event.widget).length() <= kMarkRadius) return i;
  }
  return std::nullopt;
}

bool ClickTool::pressed(const SliceMouseEvent& event) {
  const bool mine = event.button == Qt::LeftButton || event.button == Qt::RightButton;
  const bool isLeft = event.button == Qt::LeftButton;
  const bool addsBox = isLeft && event.modifiers == Qt::ShiftModifier;
  if (!mine || (event.modifiers != Qt::NoModifier && !addsBox)) return false;
  drag_.reset();
  if (!event.isInside) return isLeft;  // there is nothing to click on, only a window to drag
  if (isLeft && session_.refusesEdit()) return true;
  Drag drag{event, event, std::nullopt, false};
  if (isLeft) drag.mark = markAt(event);
  drag_ = drag;
  return true;
}

bool ClickTool::dragged(const SliceMouseEvent& event) {
  if (!drag_) return true;
  drag_->now = event;
  drag_->isFar |= QLineF(drag_->start.widget, event.widget).length() > kDragStart;
  if (!drag_->isFar || drag_->start.button != Qt::RightButton) return true;
  drag_.reset();
  return false;
}

void ClickTool::released(const SliceMouseEvent& event) {
  if (!drag_ || event.button != drag_->start.button) return;
  if (!dragged(event)) return;
  const Drag done = *drag_;
  drag_.reset();
  const core::SliceRef slice = done.start.slice;
  if (done.start.button == Qt::RightButton) {
    session_.addPoint(slice, done.start.pixel, false);
  } else if (!done.isFar) {
    const auto mark = done.mark ? pointAt(session_, *done.mark) : std::nullopt;
    if (mark != done.start.pixel) session_.addPoint(slice, done.start.pixel, true);
  } else if (done.mark) {
    session_.movePoint(*done.mark, done.now.pixel);
  } else {
    const bool adds = done.start.modifiers == Qt::ShiftModifier;
    session_.setBox(slice, done.start.pixel, done.now.pixel,
                    adds ? core::BoxUse::Add : core::BoxUse::Replace);
  }
}

void ClickTool::rested(const SliceMouseEvent& event) {
  session_.rest(event.slice, event.pixel);
}

void ClickTool::leave() {
  session_.endRest();
  cancel();
}

bool ClickTool::cancel() {
  const bool was = drag_.has_value();
  drag_.reset();
  return was;
}

void ClickTool::paint(QPainter& painter, const ViewTransform& transform,
                      core::SliceRef slice) const {
  if (!drag_ || !drag_->isFar || drag_->start.slice != slice) return;
  painter.setBrush(Qt::NoBrush);
  if (drag_->mark) {
    painter.setPen(QPen(colors::accent, 1.6));
    painter.drawEllipse(transform.toWidget(drag_->now.pixel), 8, 8);
    return;
  }
  const PixelPoint a = drag_->start.pixel, b = drag_->now.pixel;
  const QRectF box(transform.toWidget({std::min(a.x, b.x) - 0.5, std::min(a.y, b.y) - 0.5}),
                   transform.toWidget({std::max(a.x, b.x) + 0.5, std::max(a.y, b.y) + 0.5}));
  painter.setPen(QPen(QColor(0, 0, 0, 150), 3));
  painter.drawRect(box);
  painter.setPen(QPen(colors::include, 1.4));
  painter.drawRect(box);
}

}  // namespace limn::gui
