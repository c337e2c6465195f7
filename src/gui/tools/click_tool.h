// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "abstract_tool.h"
#include "limn/core/session.h"

#include <cstddef>

namespace limn::gui {

/// Left click includes, right click excludes, left drag draws a box, dragging a mark moves it; a
/// right drag is left to the mouse preset. Where the cursor rests, the mask of an include click is
/// shown ahead of it. Clicks snap to the centre of the voxel under them, so that every prompt can
/// be written down in voxels.
class ClickTool : public AbstractTool {
 public:
  explicit ClickTool(core::Session& session) : session_(session) {}

  bool pressed(const SliceMouseEvent& event) override;
  bool dragged(const SliceMouseEvent& event) override;
  void released(const SliceMouseEvent& event) override;
  void rested(const SliceMouseEvent& event) override;
  void moved() override { session_.endRest(); }
  void leave() override;
  bool cancel() override;
  void paint(QPainter& painter, const ViewTransform& transform,
             core::SliceRef slice) const override;

 private:
  /// The point prompt whose mark is under the mouse.
  [[nodiscard]] std::optional<std::size_t> markAt(const SliceMouseEvent& event) const;

  struct Drag {
    SliceMouseEvent start, now;
    std::optional<std::size_t> mark;
    bool isFar = false;  // moved too far for a click
  };
  core::Session& session_;
  std::optional<Drag> drag_;
};

}  // namespace limn::gui
