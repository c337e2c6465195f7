// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "abstract_tool.h"
#include "hand_editor.h"

#include <optional>
#include <vector>

namespace limn::gui {

/// A left drag draws a freehand line around what is added to the active label, a right drag around
/// what is cut from it. The line closes itself; what it crosses twice is outside (even-odd rule).
class LassoTool : public AbstractTool {
 public:
  explicit LassoTool(HandEditor& editor) : editor_(editor) {}

  bool pressed(const SliceMouseEvent& event) override;
  bool dragged(const SliceMouseEvent& event) override;
  void released(const SliceMouseEvent& event) override;
  bool cancel() override;
  void paint(QPainter& painter, const ViewTransform& transform,
             core::SliceRef slice) const override;

 private:
  struct Line {
    core::SliceRef slice;
    LabelId label = 0;
    Qt::MouseButton button = Qt::NoButton;
    std::vector<PixelPoint> points;
  };
  HandEditor& editor_;
  std::optional<Line> line_;
};

}  // namespace limn::gui
