// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "action_set.h"

#include "icons.h"
#include "settings_store.h"

#include <algorithm>

namespace limn::gui {

std::vector<KeyConflict> findConflicts(const std::map<ActionId, QList<QKeySequence>>& assignment) {
  std::vector<KeyConflict> conflicts;
  std::map<QKeySequence, ActionId> owner;
  for (const auto& [id, sequences] : assignment) {
    for (const QKeySequence& sequence : sequences) {
      if (sequence.isEmpty()) continue;
      const auto [at, fresh] = owner.try_emplace(sequence, id);
      if (!fresh) conflicts.push_back({sequence, at->second, id});
    }
  }
  return conflicts;
}

ActionSet::ActionSet(SettingsStore& settings, QObject* parent)
    : QObject(parent), settings_(settings) {
  for (const ActionSpec& spec : actionTable()) {
    auto* action = new QAction(actionText(spec), this);
    action->setObjectName(QString::fromLatin1(spec.key));
    action->setCheckable(spec.kind == ActionSpec::Kind::Check);
    if (*spec.icon != '\0') action->setIcon(icon(QString::fromLatin1(spec.icon)));
    actions_.emplace(spec.id, action);
    const auto own = settings_.shortcuts(QString::fromLatin1(spec.key));
    apply(spec.id, own.value_or(defaultKeys(spec)));
  }
}

QList<QAction*> ActionSet::all() const {
  QList<QAction*> all;
  for (const auto& [id, action] : actions_)
    all.append(action);
  return all;
}

std::map<ActionId, QList<QKeySequence>> ActionSet::keys() const {
  return keys_;
}

void ActionSet::setKeys(const std::map<ActionId, QList<QKeySequence>>& keys) {
  for (const auto& [id, sequences] : keys) {
    const ActionSpec& spec = actionSpec(id);
    const QString key = QString::fromLatin1(spec.key);
    if (sequences == defaultKeys(spec)) {
      settings_.setShortcuts(key, std::nullopt);
    } else {
      settings_.setShortcuts(key, sequences);
    }
    apply(id, sequences);
  }
}

void ActionSet::apply(ActionId id, const QList<QKeySequence>& keys) {
  keys_[id] = keys;
  QAction* action = actions_.at(id);
  // A held key is watched by the window itself: a shortcut would not tell of its release.
  if (actionSpec(id).kind != ActionSpec::Kind::Hold) action->setShortcuts(keys);
  const QString first =
      keys.isEmpty() ? QString() : keys.front().toString(QKeySequence::NativeText);
  const QString text = action->text();
  action->setToolTip(first.isEmpty() ? text : QStringLiteral("%1   %2").arg(text, first));
}

}  // namespace limn::gui
