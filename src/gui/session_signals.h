// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/change_event.h"
#include "limn/core/session.h"

#include <QObject>

namespace limn::gui {

/// Turns core's change events into Qt signals, each at most once per turn of the event loop however
/// many events there were. volumeOpened() comes at once, since what the views hold is then gone.
class SessionSignals : public QObject {
  Q_OBJECT

 public:
  explicit SessionSignals(core::Session& session, QObject* parent = nullptr);

 Q_SIGNALS:
  void volumeOpened();
  void masksChanged();
  void labelsChanged();
  void promptsChanged();
  void previewChanged();
  void hoverChanged();
  void savedStateChanged();
  void cacheChanged();
  void modelChanged();
  void propagationChanged();
  void pastChanged();
  void editRefused();

 private:
  void note(const core::ChangeEvent& event);
  void deliver();

  struct Pending {
    bool masks = false, labels = false, prompts = false, preview = false, hover = false,
         saved = false, cache = false, model = false, past = false, propagation = false,
         refused = false;
  };
  Pending pending_;
  bool scheduled_ = false;
  core::Subscription subscription_;
};

}  // namespace limn::gui
