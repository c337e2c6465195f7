// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"

#include <QImage>
#include <QList>
#include <QRectF>
#include <QWidget>
#include <optional>

class QAction;
class QLabel;
class QTimer;

namespace limn::gui {

class SessionSignals;
class ViewerState;

/// Paints a picture as large as fits, keeping its shape, and a frame on it.
class PictureLabel : public QWidget {
  Q_OBJECT

 public:
  explicit PictureLabel(QWidget* parent = nullptr);
  /// `aspect` is the picture's width over its height in millimetres.
  void setPicture(QImage picture, double aspect);
  [[nodiscard]] const QImage& picture() const { return picture_; }
  /// In pixels of the picture, from its outer corner; nothing without one.
  void setFrame(std::optional<QRectF> frame);
  [[nodiscard]] const std::optional<QRectF>& frame() const { return frame_; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QImage picture_;
  double aspect_ = 1;
  std::optional<QRectF> frame_;
};

/// What the model sees: its input picture of the active slice, with a frame around what the focus
/// network looked at for the answer that is shown there; how values become that picture, and the
/// choice of it, which moving the display window never changes.
class ModelPanel : public QWidget {
  Q_OBJECT

 public:
  /// `choices` are the actions that choose the input mapping.
  ModelPanel(core::Session& session, const SessionSignals& signals, ViewerState& state,
             const QList<QAction*>& choices, QWidget* parent = nullptr);

 private:
  void refresh();
  void refreshFrame();

  core::Session& session_;
  ViewerState& state_;
  PictureLabel* picture_ = nullptr;
  QLabel *mapping_ = nullptr, *model_ = nullptr;
  QTimer* delay_ = nullptr;
};

}  // namespace limn::gui
