// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "action_set.h"
#include "limn/core/session.h"

#include <QObject>

namespace limn::gui {

class MessageBar;
class ModelController;
class SessionSignals;
class ViewerState;

/// What a group of actions works on.
struct ActionContext {
  ActionSet& actions;
  core::Session& session;
  const SessionSignals& signals;
  ViewerState& state;
  MessageBar& messages;
  const ModelController& models;
};

/// Accept, candidates, prompts, undo and labels: connects the actions to the session and keeps
/// them enabled exactly while they can do something.
class SegmentActions : public QObject {
  Q_OBJECT

 public:
  SegmentActions(const ActionContext& context, QObject* parent);

 private:
  void connectPrompts();
  void connectLabels();
  void refresh();
  /// Writes the mask of the open object, if the reader can see it.
  void accept();
  void showOpenObject();
  void useMaskFrom(std::int64_t upwards);
  void newLabel();
  void chooseLabel(std::size_t row);

  ActionContext context_;
};

}  // namespace limn::gui
