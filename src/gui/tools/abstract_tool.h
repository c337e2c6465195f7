// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/core/prompt.h"
#include "mouse_preset.h"

#include <QPointF>
#include <QRectF>
#include <Qt>
#include <optional>

class QPainter;

namespace limn::core {
class BrushStroke;
}

namespace limn::gui {

class ViewTransform;

/// A mouse event on a slice, in the terms a tool needs.
struct SliceMouseEvent {
  QPointF widget;         // device-independent pixels in the view
  PixelPoint pixel;       // the nearest pixel centre, moved into the picture
  PixelPoint exact;       // may lie outside of the picture
  bool isInside = false;  // on the picture
  Qt::MouseButton button = Qt::NoButton;
  Qt::KeyboardModifiers modifiers;
  core::SliceRef slice;
  const ViewTransform* transform = nullptr;  // valid during the call
};

/// What a tool has changed in a view.
struct ToolDamage {
  QRectF widget;    // where something of its own is, or was
  PixelBox pixels;  // among which its stroke reached new ones
};

/// What the mouse means in the views: a state with enter and leave. Buttons it does not take fall
/// through to the mouse preset.
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
  /// Each move of the mouse over the view, with a button or without; null: it left the view.
  virtual void hovered(const SliceMouseEvent*) {}
  /// Shift and the wheel; false when that is for the view.
  virtual bool wheelTurned(double) { return false; }
  /// Gives up what is half done; false when there was nothing.
  virtual bool cancel() { return false; }

  /// The gesture of a plain drag with this button, where it is not the preset's.
  [[nodiscard]] virtual std::optional<Gesture> gesture(Qt::MouseButton) const {
    return std::nullopt;
  }
  [[nodiscard]] virtual Qt::CursorShape cursor() const { return Qt::CrossCursor; }
  /// Whether it draws something where the mouse is.
  [[nodiscard]] virtual bool hasCursor() const { return false; }
  /// A stroke that is being drawn, which the view shows as if it were done already.
  [[nodiscard]] virtual const core::BrushStroke* stroke() const { return nullptr; }
  /// Since the last call. A tool with a stroke or a cursor of its own says what it needs; the view
  /// is drawn wholly where this is empty.
  [[nodiscard]] virtual ToolDamage takeDamage(const ViewTransform&) { return {}; }
  /// What is half done on this slice, in widget coordinates.
  virtual void paint(QPainter&, const ViewTransform&, core::SliceRef) const {}
};

}  // namespace limn::gui
