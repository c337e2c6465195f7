// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "drag_gesture.h"

#include "view_transform.h"
#include "window_presets.h"

#include <cmath>

namespace limn::gui {

void DragGesture::moveTo(QPointF at, ViewTransform& transform, ViewerState& state,
                         double valueRange) {
  const QPointF step = at - last_, way = at - start_;
  last_ = at;
  switch (kind_) {
    case Gesture::Pan:
      transform.pan(step);
      break;
    case Gesture::Zoom:
      transform.zoomAt(start_, std::exp(-step.y() / 120));
      break;
    case Gesture::Window:
      state.setWindow(draggedWindow(window_, way.x(), way.y(), valueRange));
      break;
    case Gesture::Crosshair:
    case Gesture::None:
      break;
  }
}

Gesture gestureOf(const MousePreset& preset, Qt::MouseButton button,
                  Qt::KeyboardModifiers modifiers) {
  switch (button) {
    case Qt::LeftButton:
      if (modifiers & Qt::ShiftModifier) return preset.shiftLeft;
      if (modifiers & Qt::ControlModifier) return preset.controlLeft;
      return preset.left;
    case Qt::MiddleButton:
      return preset.middle;
    case Qt::RightButton:
      return preset.right;
    default:
      return Gesture::None;
  }
}

}  // namespace limn::gui
