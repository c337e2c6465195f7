// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "slice_view.h"

#include <QWidget>
#include <array>
#include <optional>

class QSplitter;

namespace limn::gui {

/// The three planes: the one the scan was cut in large, the other two beside it. A picture without
/// depth has one view. Any view can be maximised.
class PlaneGrid : public QWidget {
  Q_OBJECT

 public:
  PlaneGrid(core::Session& session, const SessionSignals& signals, ViewerState& state,
            QWidget* parent = nullptr);

  /// Lays the views out for the session's volume.
  void showVolume();
  [[nodiscard]] const std::array<SliceView*, 3>& views() const { return views_; }
  [[nodiscard]] SliceView& activeView() const;
  /// The view that shows planes across this axis.
  [[nodiscard]] SliceView& viewOf(Axis axis) const;
  void setTool(AbstractTool* tool);
  /// What the tool had half done is gone.
  void redrawLabels();
  /// The brush has another size.
  void redrawCursor();
  /// A key was pressed: the cursor counts as resting only when it has moved again.
  void endRest();
  /// The cursor has stopped, and will soon count as resting.
  [[nodiscard]] bool isDwelling() const;

  [[nodiscard]] bool isMaximised() const { return maximised_.has_value(); }
  void setMaximised(bool maximised);  // the active view, or all again

 Q_SIGNALS:
  void hovered(std::optional<limn::VoxelIndex> voxel);
  void maximisedChanged(bool maximised);

 private:
  void arrange();

  core::Session& session_;
  ViewerState& state_;
  std::array<SliceView*, 3> views_{};
  QSplitter* side_ = nullptr;
  std::optional<Axis> maximised_;
  bool isFlat_ = false;
};

}  // namespace limn::gui
