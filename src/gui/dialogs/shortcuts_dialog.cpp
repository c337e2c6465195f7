// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "shortcuts_dialog.h"

#include "theme.h"
#include "views/keys_overlay.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace limn::gui {
namespace {

constexpr int kIdRole = Qt::UserRole;

}  // namespace

ShortcutsDialog::ShortcutsDialog(ActionSet& actions, QWidget* parent)
    : QDialog(parent), actions_(actions), keys_(actions.keys()) {
  setWindowTitle(tr("Edit keys"));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(560, 620);
  list_ = new QTreeWidget(this);
  list_->setHeaderLabels({tr("Action"), tr("Keys")});
  list_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  list_->header()->setStretchLastSection(false);
  list_->header()->resizeSection(1, 190);
  fill();
  connect(list_, &QTreeWidget::currentItemChanged, this, &ShortcutsDialog::showChosen);

  edit_ = new QKeySequenceEdit(this);
  edit_->setClearButtonEnabled(true);
  edit_->setEnabled(false);
  connect(edit_, &QKeySequenceEdit::keySequenceChanged, this, [this](const QKeySequence& keys) {
    const QTreeWidgetItem* item = list_->currentItem();
    if (item == nullptr || !item->data(0, kIdRole).isValid()) return;
    assign(static_cast<ActionId>(item->data(0, kIdRole).toInt()),
           keys.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{keys});
  });
  auto* row = new QHBoxLayout;
  row->addWidget(new QLabel(tr("New key"), this));
  row->addWidget(edit_, 1);
  problem_ = new QLabel(this);
  problem_->setWordWrap(true);
  QPalette palette = problem_->palette();
  palette.setColor(QPalette::WindowText, colors::problem);
  problem_->setPalette(palette);

  auto* buttons = new QDialogButtonBox(
      QDialogButtonBox::Save | QDialogButtonBox::Cancel | QDialogButtonBox::RestoreDefaults, this);
  save_ = buttons->button(QDialogButtonBox::Save);
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    actions_.setKeys(keys_);
    accept();
  });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this,
          &ShortcutsDialog::restoreDefaults);
  auto* box = new QVBoxLayout(this);
  box->addWidget(list_, 1);
  box->addLayout(row);
  box->addWidget(problem_);
  box->addWidget(buttons);
  refresh();
}

void ShortcutsDialog::fill() {
  for (const Category category : categories()) {
    auto* group = new QTreeWidgetItem(list_, {categoryName(category)});
    group->setFlags(Qt::ItemIsEnabled);
    for (const ActionSpec& spec : actionTable()) {
      if (spec.category != category) continue;
      auto* item = new QTreeWidgetItem(group, {actionText(spec)});
      item->setData(0, kIdRole, static_cast<int>(spec.id));
      items_[spec.id] = item;
    }
    group->setExpanded(true);
  }
}

void ShortcutsDialog::assign(ActionId id, const QList<QKeySequence>& keys) {
  keys_[id] = keys;
  refresh();
}

void ShortcutsDialog::restoreDefaults() {
  for (const ActionSpec& spec : actionTable())
    keys_[spec.id] = defaultKeys(spec);
  refresh();
  showChosen();
}

void ShortcutsDialog::refresh() {
  for (const auto& [id, item] : items_) {
    item->setText(1, keysText(keys_.at(id)));
    item->setForeground(1, palette().brush(QPalette::Text));
  }
  const auto found = conflicts();
  for (const KeyConflict& conflict : found) {
    for (const ActionId id : {conflict.first, conflict.second}) {
      items_.at(id)->setForeground(1, colors::problem);
    }
  }
  save_->setEnabled(found.empty());
  problem_->setText(found.empty()
                        ? QString()
                        : tr("%1 belongs to both “%2” and “%3”. Give one of them another key.")
                              .arg(found.front().keys.toString(QKeySequence::NativeText),
                                   actionText(actionSpec(found.front().first)),
                                   actionText(actionSpec(found.front().second))));
}

void ShortcutsDialog::showChosen() {
  const QTreeWidgetItem* item = list_->currentItem();
  const bool isAction = item != nullptr && item->data(0, kIdRole).isValid();
  const QSignalBlocker quiet(edit_);
  edit_->setEnabled(isAction);
  edit_->clear();
  if (!isAction) return;
  const auto& keys = keys_.at(static_cast<ActionId>(item->data(0, kIdRole).toInt()));
  if (!keys.isEmpty()) edit_->setKeySequence(keys.front());
}

}  // namespace limn::gui
