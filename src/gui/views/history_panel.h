// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"

#include <QWidget>
#include <cstddef>

class QListWidget;

namespace limn::gui {

class SessionSignals;

/// All that was done to the study, oldest first, from the case file on. The current line is the
/// moment that is shown, the last one the present; what was done later than that is dim. Choosing a
/// line by mouse or keys asks for its moment.
class HistoryPanel : public QWidget {
  Q_OBJECT

 public:
  HistoryPanel(const core::Session& session, const SessionSignals& signals,
               QWidget* parent = nullptr);

 Q_SIGNALS:
  /// The case is to be shown as it was after that many actions.
  void chosen(std::size_t actions);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void startAnew();
  void addNew();
  void follow();

  const core::Session& session_;
  QListWidget* list_ = nullptr;
};

}  // namespace limn::gui
