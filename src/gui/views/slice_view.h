// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "drag_gesture.h"
#include "label_overlay.h"
#include "limn/core/session.h"
#include "slice_renderer.h"
#include "tools/abstract_tool.h"
#include "view_painter.h"
#include "view_transform.h"
#include "viewer_state.h"

#include <QImage>
#include <QPainterPath>
#include <QTimer>
#include <QWidget>
#include <optional>

class QAction;

namespace limn::gui {

class SessionSignals;

/// One plane of the open volume: picture, labels, preview, prompts and crosshair, and the mouse.
class SliceView : public QWidget {
  Q_OBJECT

 public:
  SliceView(core::Session& session, const SessionSignals& signals, ViewerState& state,
            QWidget* parent = nullptr);

  /// Shows the planes across `axis` of the open volume, fitted.
  void setAxis(Axis axis);
  [[nodiscard]] core::SliceRef slice() const {
    return {layout_.normal, state_.slice(layout_.normal)};
  }
  [[nodiscard]] const SliceLayout& layout() const { return layout_; }
  [[nodiscard]] const ViewTransform& transform() const { return transform_; }

  /// `tool` is borrowed and must outlive the view or be replaced.
  void setTool(AbstractTool* tool);
  /// What goes to the object that is open on another slice; its key is named there.
  void setOpenObjectAction(const QAction* action) { openObjectAction_ = action; }
  void fit();
  void zoom(double factor);

  /// The voxel under a widget position, if it is on the picture.
  [[nodiscard]] std::optional<VoxelIndex> voxelAt(QPointF at) const;
  /// Where the centre of a voxel of the shown slice lies in the widget.
  [[nodiscard]] QPointF widgetAt(VoxelIndex voxel) const;
  /// The pixel centre nearest to the mouse, if that is on the picture.
  [[nodiscard]] std::optional<PixelPoint> cursorPixel() const;
  /// What a tool showed of a stroke is gone.
  void redrawLabels();
  /// The cursor no longer counts as resting until it has moved.
  void endRest();
  [[nodiscard]] bool isDwelling() const { return dwellTimer_.isActive(); }

 Q_SIGNALS:
  void hovered(std::optional<limn::VoxelIndex> voxel);
  void maximiseRequested();
  void painted();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  struct Press {
    QPointF at;
    Qt::MouseButton button = Qt::NoButton;
    Qt::KeyboardModifiers modifiers;
  };

  [[nodiscard]] SliceMouseEvent toSliceEvent(QPointF at) const;
  [[nodiscard]] SliceMouseEvent toSliceEvent(const QMouseEvent& event) const;
  [[nodiscard]] bool isReady() const { return session_.hasVolume() && layout_.width > 0; }
  void moveCrosshair(QPointF at);
  void startGesture(const Press& press);
  void continueGesture(QPointF at);
  void startRest(QPointF at);
  void trackRest(const QMouseEvent& event);
  void showTool();
  [[nodiscard]] const core::BrushStroke* strokeHere() const;
  void updateBusyTimer();

  void refreshPicture();
  void refreshOverlay();
  void refreshPreview();
  void refreshHover();
  void refreshProposal();
  void paintPicture(QPainter& painter);
  void paintLabels(QPainter& painter);
  void paintPreview(QPainter& painter);
  void paintHover(QPainter& painter);
  void paintProposal(QPainter& painter);
  void endWaits();
  void paintDecorations(QPainter& painter);
  void paintOpenObjectElsewhere(QPainter& painter);
  [[nodiscard]] QFont cornerFont() const;
  [[nodiscard]] ViewTexts cornerTexts() const;
  [[nodiscard]] QPointF busyPosition() const;

  core::Session& session_;
  ViewerState& state_;
  SliceLayout layout_;
  ViewTransform transform_;
  AbstractTool* tool_ = nullptr;
  const QAction* openObjectAction_ = nullptr;
  bool toolDrags_ = false;
  Press press_;  // the latest
  std::optional<DragGesture> gesture_;
  std::optional<QPointF> cursor_;  // where the mouse is, if over this view
  double wheelRest_ = 0;           // eighths of a degree not yet turned into a slice

  SliceRenderer renderer_;
  QImage picture_;
  std::optional<std::pair<std::int64_t, GreyScale>> pictureKey_;
  LabelOverlay overlay_;
  std::optional<std::int64_t> overlaySlice_;
  bool outlinesAreFresh_ = true;  // with the stroke that is being drawn
  QPainterPath previewPath_;
  QPainterPath hoverPath_, proposalPath_;
  bool previewIsFresh_ = false, hoverIsFresh_ = false, proposalIsFresh_ = false;
  QTimer busyTimer_, dwellTimer_;
  struct Rest {
    core::SliceRef slice;
    PixelPoint pixel;
    QPointF widget;
  };
  std::optional<Rest> rest_;  // where the cursor stopped, if it did
};

}  // namespace limn::gui
