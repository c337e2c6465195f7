// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"

#include <QTreeWidget>
#include <vector>

namespace limn::gui {

class SessionSignals;
class ViewerState;

/// The objects that have prompts and are not accepted yet, by plane and slice, with the label that
/// accepting writes. Choosing one shows its slice and gives it the focus; Delete discards it, which
/// undo takes back. Hidden while there is none, and while a past moment is shown.
class OpenObjectList : public QTreeWidget {
  Q_OBJECT

 public:
  OpenObjectList(core::Session& session, const SessionSignals& signals, ViewerState& state,
                 QWidget* parent = nullptr);

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void refresh();
  void showChosen();
  void discardChosen();
  [[nodiscard]] const core::OpenObject* chosen() const;

  core::Session& session_;
  ViewerState& state_;
  std::vector<core::OpenObject> objects_;  // one for each row
};

/// The open objects by plane and slice.
[[nodiscard]] std::vector<core::OpenObject> sortedOpenObjects(const core::Session& session);

}  // namespace limn::gui
