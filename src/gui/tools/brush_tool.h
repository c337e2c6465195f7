// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "abstract_tool.h"
#include "hand_editor.h"

#include <QPainterPath>
#include <memory>
#include <optional>

namespace limn::gui {

/// Paints into the active label with the left button and erases with the right one, or the other
/// way round. From press to release is one stroke and one action. The brush stands on voxel
/// centres.
class BrushTool : public AbstractTool {
 public:
  using Mode = core::BrushStroke::Mode;

  BrushTool(HandEditor& editor, Mode left) : editor_(editor), left_(left) {}

  bool pressed(const SliceMouseEvent& event) override;
  bool dragged(const SliceMouseEvent& event) override;
  void released(const SliceMouseEvent& event) override;
  void hovered(const SliceMouseEvent* event) override;
  bool wheelTurned(double notches) override;
  bool cancel() override;
  void leave() override;
  [[nodiscard]] bool hasCursor() const override { return true; }
  [[nodiscard]] const core::BrushStroke* stroke() const override { return stroke_.get(); }
  [[nodiscard]] ToolDamage takeDamage(const ViewTransform& transform) override;
  void paint(QPainter& painter, const ViewTransform& transform,
             core::SliceRef slice) const override;

 private:
  struct Place {
    core::SliceRef slice;
    PixelPoint centre;
  };
  void moveTo(const SliceMouseEvent& event);
  /// The outline of the footprint in the widget, at the cursor.
  [[nodiscard]] QPainterPath outline(const ViewTransform& transform) const;

  HandEditor& editor_;
  Mode left_;
  std::optional<Place> cursor_;
  std::unique_ptr<core::BrushStroke> stroke_;
  Qt::MouseButton button_ = Qt::NoButton;  // of the stroke
  PixelBox touched_;                       // since the last takeDamage()
  mutable QRectF painted_;                 // where the outline was drawn last, in the widget
};

}  // namespace limn::gui
