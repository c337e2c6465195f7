// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "action_table.h"

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <map>
#include <vector>

namespace limn::gui {

class SettingsStore;

/// Two actions that would answer to the same key.
struct KeyConflict {
  QKeySequence keys;
  ActionId first, second;
};

/// Every pair of actions in `assignment` that share a key sequence.
[[nodiscard]] std::vector<KeyConflict> findConflicts(
    const std::map<ActionId, QList<QKeySequence>>& assignment);

/// The QActions of one window, made from the action table with the user's keys.
class ActionSet : public QObject {
  Q_OBJECT

 public:
  ActionSet(SettingsStore& settings, QObject* parent);

  [[nodiscard]] QAction* action(ActionId id) const { return actions_.at(id); }
  [[nodiscard]] QList<QAction*> all() const;

  [[nodiscard]] std::map<ActionId, QList<QKeySequence>> keys() const;
  /// Gives the actions these keys and remembers those that differ from the default.
  void setKeys(const std::map<ActionId, QList<QKeySequence>>& keys);

 private:
  void apply(ActionId id, const QList<QKeySequence>& keys);

  SettingsStore& settings_;
  std::map<ActionId, QAction*> actions_;
  std::map<ActionId, QList<QKeySequence>> keys_;
};

}  // namespace limn::gui
