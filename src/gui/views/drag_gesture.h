// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mouse_preset.h"
#include "viewer_state.h"

#include <QPointF>

namespace limn::gui {

class ViewTransform;

/// A drag that looks around: pans, zooms or changes the display window, from press to release.
class DragGesture {
 public:
  DragGesture(Gesture kind, QPointF start, const ViewerState& state)
      : kind_(kind), start_(start), last_(start), window_(state.window()) {}

  [[nodiscard]] Gesture kind() const { return kind_; }
  void moveTo(QPointF at, ViewTransform& transform, ViewerState& state, double valueRange);

 private:
  Gesture kind_;
  QPointF start_, last_;
  Window window_;  // at the start
};

/// What a press with this button and these keys starts under a preset.
[[nodiscard]] Gesture gestureOf(const MousePreset& preset, Qt::MouseButton button,
                                Qt::KeyboardModifiers modifiers);

}  // namespace limn::gui
