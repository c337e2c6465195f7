// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"

#include <QWidget>
#include <cstddef>

class QListWidget;

namespace limn::gui {

class SessionSignals;
class ViewerState;

/// All that was done to the study, oldest first, from the case file on; choosing a line shows
/// where.
class HistoryPanel : public QWidget {
  Q_OBJECT

 public:
  HistoryPanel(core::Session& session, const SessionSignals& signals, ViewerState& state,
               QWidget* parent = nullptr);

 private:
  void startAnew();
  void addNew();
  void show(std::size_t row);

  core::Session& session_;
  ViewerState& state_;
  QListWidget* list_ = nullptr;
};

}  // namespace limn::gui
