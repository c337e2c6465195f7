// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "slice_view.h"

#include "limn/base/trace.h"
#include "session_signals.h"

#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace limn::gui {
namespace {

constexpr int kFrameMs = 33, kDwellMs = 100;
constexpr int kWheelStep = 120;  // a notch is 120 eighths of a degree

}  // namespace

SliceView::SliceView(core::Session& session, const SessionSignals& signals, ViewerState& state,
                     QWidget* parent)
    : QWidget(parent), session_(session), state_(state) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(120, 120);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setContextMenuPolicy(Qt::PreventContextMenu);  // the right button excludes, or drags the window
  const auto repaint = [this] { update(); };
  connect(&state, &ViewerState::crosshairChanged, this, [this] {
    previewIsFresh_ = hoverIsFresh_ = proposalIsFresh_ = false;
    if (rest_ && rest_->slice != slice()) endRest();
    updateBusyTimer();
    if (cursor_ && tool_ != nullptr) {
      const SliceMouseEvent here = toSliceEvent(*cursor_);
      tool_->hovered(&here);
    }
    update();
    if (cursor_) Q_EMIT hovered(voxelAt(*cursor_));  // another slice lies under it now
  });
  connect(&state, &ViewerState::windowChanged, this, repaint);
  connect(&state, &ViewerState::overlayChanged, this, [this] {
    if (!state_.showsHover()) endRest();
    update();
  });
  connect(&state, &ViewerState::activeAxisChanged, this, repaint);
  connect(&state, &ViewerState::patientShownChanged, this, repaint);
  for (const auto signal : {&SessionSignals::masksChanged, &SessionSignals::labelsChanged,
                            &SessionSignals::pastChanged}) {
    connect(&signals, signal, this, &SliceView::redrawLabels);
  }
  connect(&signals, &SessionSignals::promptsChanged, this, repaint);
  connect(&signals, &SessionSignals::previewChanged, this, [this] {
    previewIsFresh_ = false;
    updateBusyTimer();
    update();
  });
  connect(&signals, &SessionSignals::hoverChanged, this, [this] {
    hoverIsFresh_ = false;
    update();
  });
  connect(&signals, &SessionSignals::propagationChanged, this, [this] {
    proposalIsFresh_ = false;
    update();
  });
  busyTimer_.setInterval(kFrameMs);
  connect(&busyTimer_, &QTimer::timeout, this, repaint);
  dwellTimer_.setInterval(kDwellMs);
  dwellTimer_.setSingleShot(true);
  connect(&dwellTimer_, &QTimer::timeout, this, [this] {
    if (rest_ && tool_ != nullptr) tool_->rested(toSliceEvent(rest_->widget));
  });
}

void SliceView::setAxis(Axis axis) {
  layout_ = session_.layout(axis);
  transform_.setPicture(layout_);
  transform_.setViewport(size());
  transform_.fit();
  pictureKey_.reset();
  overlaySlice_.reset();
  previewIsFresh_ = hoverIsFresh_ = proposalIsFresh_ = false;
  gesture_.reset();
  toolDrags_ = false;
  endRest();
  updateBusyTimer();
  update();
}

void SliceView::redrawLabels() {
  overlaySlice_.reset();
  update();
}

void SliceView::setTool(AbstractTool* tool) {
  endRest();
  overlaySlice_.reset();
  tool_ = tool;
  toolDrags_ = false;
  setCursor(tool != nullptr ? tool->cursor() : Qt::ArrowCursor);
  update();
}

void SliceView::fit() {
  transform_.fit();
  update();
}

void SliceView::zoom(double factor) {
  transform_.zoomAt(QRectF(rect()).center(), factor);
  update();
}

std::optional<VoxelIndex> SliceView::voxelAt(QPointF at) const {
  if (!isReady()) return std::nullopt;
  const VoxelIndex voxel = Grid::nearest(layout_.toVoxel(transform_.toPicture(at), slice().slice));
  if (!session_.volume().grid.contains(voxel)) return std::nullopt;
  return voxel;
}

QPointF SliceView::widgetAt(VoxelIndex voxel) const {
  return transform_.toWidget(layout_.toPixel(
      {static_cast<double>(voxel.x), static_cast<double>(voxel.y), static_cast<double>(voxel.z)}));
}

SliceMouseEvent SliceView::toSliceEvent(QPointF at) const {
  const PixelPoint exact = transform_.toPicture(at);
  const auto inside = [](double v, std::int64_t size) {
    return std::clamp(std::round(v), 0.0, static_cast<double>(size - 1));
  };
  SliceMouseEvent out;
  out.widget = at;
  out.pixel = {inside(exact.x, layout_.width), inside(exact.y, layout_.height)};
  out.exact = exact;
  out.isInside = voxelAt(at).has_value();
  out.slice = slice();
  out.transform = &transform_;
  return out;
}

SliceMouseEvent SliceView::toSliceEvent(const QMouseEvent& event) const {
  SliceMouseEvent out = toSliceEvent(event.position());
  out.button = event.button();
  out.modifiers = event.modifiers();
  return out;
}

std::optional<PixelPoint> SliceView::cursorPixel() const {
  if (!cursor_ || !isReady()) return std::nullopt;
  const SliceMouseEvent here = toSliceEvent(*cursor_);
  return here.isInside ? std::optional(here.pixel) : std::nullopt;
}

void SliceView::startRest(QPointF at) {
  endRest();
  const SliceMouseEvent here = toSliceEvent(at);
  if (!here.isInside || !state_.showsHover()) return;
  rest_ = Rest{here.slice, here.pixel, at};
  dwellTimer_.start();
}

void SliceView::endRest() {
  dwellTimer_.stop();
  if (!rest_) return;
  rest_.reset();
  if (tool_ != nullptr) tool_->moved();
}

void SliceView::trackRest(const QMouseEvent& event) {
  const SliceMouseEvent here = toSliceEvent(event);
  if (rest_ && here.isInside && rest_->slice == here.slice && rest_->pixel == here.pixel) return;
  if (event.buttons() == Qt::NoButton && event.modifiers() == Qt::NoModifier) {
    startRest(event.position());
  } else {
    endRest();
  }
}

void SliceView::moveCrosshair(QPointF at) {
  if (!isReady()) return;
  state_.setCrosshair(Grid::nearest(layout_.toVoxel(transform_.toPicture(at), slice().slice)));
}

void SliceView::mousePressEvent(QMouseEvent* event) {
  if (!isReady() || toolDrags_ || gesture_) return;
  dwellTimer_.stop();  // an answer under way or shown already belongs to this click
  state_.setActiveAxis(layout_.normal);
  press_ = {event->position(), event->button(), event->modifiers()};
  toolDrags_ = tool_ != nullptr && tool_->pressed(toSliceEvent(*event));
  if (!toolDrags_) {
    startGesture(press_);
  } else {
    showTool();
  }
}

const core::BrushStroke* SliceView::strokeHere() const {
  const core::BrushStroke* stroke = tool_ != nullptr ? tool_->stroke() : nullptr;
  return stroke != nullptr && stroke->slice() == slice() ? stroke : nullptr;
}

/// Brings the view up to what the tool has done; only the part that it touched is drawn again.
void SliceView::showTool() {
  const ToolDamage damage = tool_->takeDamage(transform_);
  if (damage.widget.isEmpty()) {
    update();
    return;
  }
  QRectF changed = damage.widget;
  if (const core::BrushStroke* stroke = strokeHere(); stroke && !damage.pixels.isEmpty()) {
    if (overlaySlice_ == slice().slice) showStroke(overlay_, *stroke, damage.pixels);
    outlinesAreFresh_ = false;
    const auto& [x0, y0, x1, y1] = damage.pixels;
    const auto corner = [this](std::int64_t x, std::int64_t y) {
      return transform_.toWidget({static_cast<double>(x), static_cast<double>(y)});
    };
    // A pixel more on each side: the outline there changes, too.
    changed |= QRectF(corner(x0 - 2, y0 - 2), corner(x1 + 1, y1 + 1));
    trace::beginWait("stroke to painted frame");
  }
  update(changed.toAlignedRect().adjusted(-3, -3, 3, 3));
}

void SliceView::startGesture(const Press& press) {
  Gesture kind = gestureOf(state_.mouse(), press.button, press.modifiers);
  if (tool_ != nullptr && press.modifiers == Qt::NoModifier) {
    kind = tool_->gesture(press.button).value_or(kind);
  }
  if (kind == Gesture::None) return;
  gesture_.emplace(kind, press.at, state_);
  if (kind == Gesture::Crosshair) moveCrosshair(press.at);
}

void SliceView::continueGesture(QPointF at) {
  const Volume& volume = session_.volume();
  gesture_->moveTo(at, transform_, state_, std::max(volume.maximum - volume.minimum, 1e-9));
  if (gesture_->kind() == Gesture::Crosshair) moveCrosshair(at);
  update();
}

void SliceView::mouseMoveEvent(QMouseEvent* event) {
  if (!isReady()) return;
  cursor_ = event->position();
  Q_EMIT hovered(voxelAt(event->position()));
  trackRest(*event);
  if (toolDrags_ && !tool_->dragged(toSliceEvent(*event))) {
    toolDrags_ = false;
    startGesture(press_);
  }
  if (tool_ != nullptr && !toolDrags_) {
    const SliceMouseEvent here = toSliceEvent(*event);
    tool_->hovered(&here);
  }
  if (gesture_) {
    continueGesture(event->position());
  } else if (toolDrags_ || (tool_ != nullptr && tool_->hasCursor())) {
    showTool();
  }
  if (event->buttons() == Qt::NoButton && event->modifiers() == Qt::ShiftModifier) {
    moveCrosshair(event->position());
  }
}

void SliceView::mouseReleaseEvent(QMouseEvent* event) {
  gesture_.reset();
  if (!toolDrags_) return;
  if (tool_->stroke() == nullptr) {
    trace::beginWait("click to first answer");  // which may be replaced
    trace::beginWait("click to painted mask");
  }
  if (event->buttons() == Qt::NoButton) toolDrags_ = false;
  tool_->released(toSliceEvent(*event));
  redrawLabels();
}

void SliceView::mouseDoubleClickEvent(QMouseEvent* event) {
  // With the click tool two quick clicks are two prompts; elsewhere a double click is for the view.
  if (tool_ != nullptr && isReady() && tool_->pressed(toSliceEvent(*event))) {
    toolDrags_ = true;
    return;
  }
  gesture_.reset();
  if (event->button() == Qt::LeftButton) Q_EMIT maximiseRequested();
}

void SliceView::wheelEvent(QWheelEvent* event) {
  if (!isReady()) return;
  // With Shift some systems turn the wheel sideways.
  const QPoint delta = event->angleDelta();
  const double turn = delta.y() != 0 ? delta.y() : delta.x();
  const bool isForTool =
      tool_ != nullptr && (tool_->stroke() != nullptr || event->modifiers() == Qt::ShiftModifier);
  if (isForTool && tool_->wheelTurned(turn / kWheelStep)) {
    showTool();
  } else if (event->modifiers() & Qt::ControlModifier) {
    transform_.zoomAt(event->position(), std::pow(1.2, turn / kWheelStep));
    update();
  } else {
    wheelRest_ += turn;
    const auto steps = static_cast<std::int64_t>(wheelRest_ / kWheelStep);
    wheelRest_ -= static_cast<double>(steps * kWheelStep);
    state_.setActiveAxis(layout_.normal);
    cursor_ = event->position();
    if (steps != 0) {
      trace::beginWait("wheel to painted frame");
      state_.stepSlice(layout_.normal, steps);
    }
    startRest(event->position());
  }
  event->accept();
}

void SliceView::leaveEvent(QEvent*) {
  endRest();
  if (tool_ != nullptr && tool_->hasCursor()) {
    tool_->hovered(nullptr);
    showTool();
  }
  cursor_.reset();
  Q_EMIT hovered(std::nullopt);
}

void SliceView::resizeEvent(QResizeEvent*) {
  transform_.setViewport(size());
}

void SliceView::updateBusyTimer() {
  const core::Preview& preview = session_.preview();
  const bool busy = isReady() && preview.state == core::Preview::State::Encoding &&
                    session_.promptSlice() == slice();
  if (busy && !busyTimer_.isActive()) busyTimer_.start();
  if (!busy) busyTimer_.stop();
}

}  // namespace limn::gui
