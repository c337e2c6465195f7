// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dialogs/shortcuts_dialog.h"

#include "settings_store.h"

#include <gtest/gtest.h>

#include <QDialogButtonBox>
#include <QPushButton>
#include <QTemporaryDir>

namespace limn::gui {
namespace {

class ShortcutsDialogTest : public ::testing::Test {
 protected:
  QPushButton* save() {
    return dialog_->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save);
  }
  QTemporaryDir folder_;
  SettingsStore settings_{folder_.filePath(QStringLiteral("s.ini"))};
  ActionSet actions_{settings_, nullptr};
  ShortcutsDialog* dialog_ = new ShortcutsDialog(actions_, nullptr);  // deletes itself on close
  ~ShortcutsDialogTest() override { dialog_->close(); }
};

TEST_F(ShortcutsDialogTest, CannotSaveWhileTwoActionsShareAKey) {
  dialog_->assign(ActionId::Fit, {QKeySequence(QStringLiteral("C"))});
  EXPECT_EQ(dialog_->conflicts().size(), 1U);
  EXPECT_FALSE(save()->isEnabled());

  dialog_->assign(ActionId::ClickTool, {QKeySequence(QStringLiteral("K"))});
  EXPECT_TRUE(dialog_->conflicts().empty());
  EXPECT_TRUE(save()->isEnabled());
}

TEST_F(ShortcutsDialogTest, GivesTheActionsTheirNewKeys) {
  dialog_->assign(ActionId::Invert, {QKeySequence(QStringLiteral("Ctrl+I"))});

  save()->click();

  EXPECT_EQ(actions_.action(ActionId::Invert)->shortcut(), QKeySequence(QStringLiteral("Ctrl+I")));
}

TEST_F(ShortcutsDialogTest, RestoresDefaults) {
  dialog_->assign(ActionId::Fit, {QKeySequence(QStringLiteral("C"))});

  dialog_->restoreDefaults();

  EXPECT_TRUE(dialog_->conflicts().empty());
}

}  // namespace
}  // namespace limn::gui
