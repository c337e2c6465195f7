// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"

#include <QWidget>

class QLabel;
class QListView;

namespace limn::gui {

class PromptModel;
class SessionSignals;
class ViewerState;

/// The objects that are not accepted yet, the prompts of the one in focus, each of which can be
/// taken away, and the answer to them.
class PromptPanel : public QWidget {
  Q_OBJECT

 public:
  PromptPanel(core::Session& session, const SessionSignals& signals, ViewerState& state,
              QWidget* parent = nullptr);

 private:
  void refreshAnswer();

  core::Session& session_;
  PromptModel* model_ = nullptr;
  QListView* list_ = nullptr;
  QLabel* answer_ = nullptr;
};

/// "Answer 2 of 3 · model's own estimate 35 %"; empty while there is none.
[[nodiscard]] QString answerText(const core::Preview& preview);
/// "2 of 3 · 35 %", for where the long text does not fit.
[[nodiscard]] QString shortAnswerText(const core::Preview& preview);
/// One sentence on where the answer to the prompts stands.
[[nodiscard]] QString previewText(const core::Session& session);

}  // namespace limn::gui
