// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/prompt.h"
#include "mouse_preset.h"

#include <QPointF>
#include <Qt>
#include <optional>

class QPainter;

namespace limn::gui {

class ViewTransform;

/// A mouse event on a slice, in the terms a tool needs.
struct SliceMouseEvent {
  QPointF widget;         // device-independent pixels in the view
  PixelPoint pixel;       // the nearest pixel centre, moved into the picture
  bool isInside = false;  // on the picture
  Qt::MouseButton button = Qt::NoButton;
  Qt::KeyboardModifiers modifiers;
  core::SliceRef slice;
  const ViewTransform* transform = nullptr;  // valid during the call
};

/// What the mouse means in the views: a state with enter and leave. A tool makes prompts, never
/// masks. Buttons it does not take fall through to the mouse preset.
class AbstractTool {
 public:
  AbstractTool() = default;
  AbstractTool(const AbstractTool&) = delete;
  AbstractTool& operator=(const AbstractTool&) = delete;
  virtual ~AbstractTool() = default;

  virtual void enter() {}
  /// Drops what is half done.
  virtual void leave() { cancel(); }

  /// True when the tool wants the drag that starts here.
  virtual bool pressed(const SliceMouseEvent&) { return false; }
  /// False when this drag is none of the tool's: the mouse preset takes it from where it started.
  virtual bool dragged(const SliceMouseEvent&) { return true; }
  virtual void released(const SliceMouseEvent&) {}
  /// The mouse, no button held, has come to rest there; moved() when it leaves that pixel.
  virtual void rested(const SliceMouseEvent&) {}
  virtual void moved() {}
  /// Gives up what is half done; false when there was nothing.
  virtual bool cancel() { return false; }

  /// The gesture of a plain drag with this button, where it is not the preset's.
  [[nodiscard]] virtual std::optional<Gesture> gesture(Qt::MouseButton) const {
    return std::nullopt;
  }
  [[nodiscard]] virtual Qt::CursorShape cursor() const { return Qt::CrossCursor; }
  /// What is half done on this slice, in widget coordinates.
  virtual void paint(QPainter&, const ViewTransform&, core::SliceRef) const {}
};

}  // namespace limn::gui
