// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "segment_actions.h"

#include <QObject>

namespace limn::gui {

class PlaneGrid;

/// Slices, zoom, window/level, overlay and the model's input: connects the actions to the views.
class ViewActions : public QObject {
  Q_OBJECT

 public:
  ViewActions(const ActionContext& context, PlaneGrid& planes, QObject* parent);

 private:
  void connectSlices();
  void connectView();
  void connectContrast();
  void connectModelInput();
  void refresh();

  ActionContext context_;
  PlaneGrid& planes_;
};

}  // namespace limn::gui
