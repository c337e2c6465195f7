// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "action_table.h"

#include "action_set.h"
#include "settings_store.h"

#include <gtest/gtest.h>

#include <QTemporaryDir>
#include <map>
#include <set>

namespace limn::gui {
namespace {

std::map<ActionId, QList<QKeySequence>> defaults() {
  std::map<ActionId, QList<QKeySequence>> keys;
  for (const ActionSpec& spec : actionTable())
    keys[spec.id] = defaultKeys(spec);
  return keys;
}

TEST(ActionTable, HasEachActionOnce) {
  std::set<ActionId> ids;
  std::set<std::string> names;
  for (const ActionSpec& spec : actionTable()) {
    EXPECT_TRUE(ids.insert(spec.id).second) << spec.key;
    EXPECT_TRUE(names.insert(spec.key).second) << spec.key;
    EXPECT_FALSE(actionText(spec).isEmpty()) << spec.key;
  }
}

TEST(ActionTable, GivesNoKeyToTwoActions) {
  for (const KeyConflict& conflict : findConflicts(defaults())) {
    ADD_FAILURE() << conflict.keys.toString().toStdString() << " belongs to both "
                  << actionSpec(conflict.first).key << " and " << actionSpec(conflict.second).key;
  }
}

TEST(ActionTable, HasOnlyKeysThatExist) {
  for (const ActionSpec& spec : actionTable()) {
    const auto keys = defaultKeys(spec);
    EXPECT_EQ(keys.isEmpty(), *spec.keys == '\0') << spec.key;
    for (const QKeySequence& key : keys) {
      EXPECT_FALSE(key.isEmpty()) << spec.key;
      EXPECT_EQ(key.count(), 1) << spec.key << ": a chord was read as several keys";
      EXPECT_NE(key[0].key(), Qt::Key_unknown) << spec.key;
    }
  }
}

TEST(ActionTable, BindsTheKeysThatReadersHaveInTheirFingers) {
  const auto has = [](ActionId id, const char* key) {
    return defaultKeys(actionSpec(id)).contains(QKeySequence(QString::fromLatin1(key)));
  };

  EXPECT_TRUE(has(ActionId::Accept, "Return") && has(ActionId::Accept, "F"));
  EXPECT_TRUE(has(ActionId::NextCandidate, "Tab"));
  EXPECT_TRUE(has(ActionId::RemoveLastPrompt, "Backspace"));
  EXPECT_TRUE(has(ActionId::HideOverlay, "S") && has(ActionId::Peek, "Space"));
  EXPECT_TRUE(has(ActionId::Undo, "Ctrl+Z"));
  EXPECT_TRUE(has(ActionId::Redo, "Ctrl+Shift+Z") && has(ActionId::Redo, "Ctrl+Y"));
  EXPECT_TRUE(has(ActionId::Label1, "1") && has(ActionId::Window1, "Alt+1"));
  EXPECT_TRUE(has(ActionId::Keys, "?"));
}

TEST(ActionSet, FindsTheTwoActionsThatShareAKey) {
  auto keys = defaults();
  keys[ActionId::Fit] = {QKeySequence(QStringLiteral("C"))};

  const auto conflicts = findConflicts(keys);

  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(std::set({conflicts[0].first, conflicts[0].second}),
            std::set({ActionId::Fit, ActionId::ClickTool}));
}

TEST(ActionSet, RemembersChangedKeysOnly) {
  const QTemporaryDir folder;
  SettingsStore settings(folder.filePath(QStringLiteral("s.ini")));
  {
    ActionSet actions(settings, nullptr);
    auto keys = actions.keys();
    keys[ActionId::Accept] = {QKeySequence(QStringLiteral("Ctrl+Return"))};
    keys[ActionId::Invert] = {};
    actions.setKeys(keys);
  }

  const ActionSet again(settings, nullptr);

  EXPECT_EQ(again.action(ActionId::Accept)->shortcut(),
            QKeySequence(QStringLiteral("Ctrl+Return")));
  EXPECT_TRUE(again.action(ActionId::Invert)->shortcuts().isEmpty());
  EXPECT_EQ(again.action(ActionId::Undo)->shortcut(), QKeySequence(QStringLiteral("Ctrl+Z")));
  EXPECT_FALSE(settings.shortcuts(QStringLiteral("undo")).has_value());
}

}  // namespace
}  // namespace limn::gui
