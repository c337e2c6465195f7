// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"
#include "models/label_model.h"

#include <QWidget>

class QAction;
class QTreeView;

namespace limn::gui {

class MessageBar;
class ViewerState;

/// The label list with its buttons and the opacity of the masks.
class LabelPanel : public QWidget {
  Q_OBJECT

 public:
  LabelPanel(core::Session& session, const SessionSignals& signals, ViewerState& state,
             MessageBar& messages, QAction* newLabel, QAction* removeLabel,
             QWidget* parent = nullptr);

  [[nodiscard]] LabelModel& model() { return *model_; }

 private:
  void onClicked(const QModelIndex& index);
  void editColor(const QModelIndex& index);
  void removeCurrent();
  void showActive();
  [[nodiscard]] QWidget* makeFooter(ViewerState& state, QAction* newLabel, QAction* removeLabel);

  core::Session& session_;
  MessageBar& messages_;
  LabelModel* model_ = nullptr;
  QTreeView* list_ = nullptr;
};

}  // namespace limn::gui
