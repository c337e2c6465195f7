// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "action_set.h"

#include <QDialog>
#include <QKeySequence>
#include <map>

class QKeySequenceEdit;
class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace limn::gui {

/// Edits the keys of all actions; two actions on one key are shown and cannot be saved.
class ShortcutsDialog : public QDialog {
  Q_OBJECT

 public:
  ShortcutsDialog(ActionSet& actions, QWidget* parent);

  void assign(ActionId id, const QList<QKeySequence>& keys);
  void restoreDefaults();
  [[nodiscard]] std::vector<KeyConflict> conflicts() const { return findConflicts(keys_); }

 private:
  void fill();
  void refresh();
  void showChosen();

  ActionSet& actions_;
  std::map<ActionId, QList<QKeySequence>> keys_;
  std::map<ActionId, QTreeWidgetItem*> items_;
  QTreeWidget* list_ = nullptr;
  QKeySequenceEdit* edit_ = nullptr;
  QLabel* problem_ = nullptr;
  QPushButton* save_ = nullptr;
};

}  // namespace limn::gui
