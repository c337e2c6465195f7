// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_panel.h"

#include "icons.h"
#include "message_bar.h"
#include "session_signals.h"
#include "text.h"
#include "viewer_state.h"

#include <QAction>
#include <QColorDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace limn::gui {

LabelPanel::LabelPanel(core::Session& session, const SessionSignals& signals, ViewerState& state,
                       MessageBar& messages, QAction* newLabel, QAction* removeLabel,
                       QWidget* parent)
    : QWidget(parent), session_(session), messages_(messages) {
  model_ = new LabelModel(session, signals, this);
  connect(model_, &LabelModel::failed, this,
          [this](const Error& error) { messages_.showError(QStringLiteral("label"), error); });
  list_ = new QTreeView(this);
  list_->setObjectName(QStringLiteral("labelList"));
  list_->setModel(model_);
  list_->setRootIsDecorated(false);
  list_->setHeaderHidden(true);
  list_->setUniformRowHeights(true);
  list_->setMinimumHeight(40);
  list_->setIconSize({16, 16});
  list_->setFocusPolicy(Qt::ClickFocus);
  list_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
  list_->setContextMenuPolicy(Qt::CustomContextMenu);
  list_->setTextElideMode(Qt::ElideRight);
  auto* header = list_->header();
  header->setStretchLastSection(false);
  header->setMinimumSectionSize(20);
  header->setSectionResizeMode(LabelModel::Name, QHeaderView::Stretch);
  header->setSectionResizeMode(LabelModel::Amount, QHeaderView::ResizeToContents);
  for (const int column : {LabelModel::Visible, LabelModel::Locked}) {
    header->setSectionResizeMode(column, QHeaderView::Fixed);
    header->resizeSection(column, 28);
  }
  connect(list_, &QTreeView::clicked, this, &LabelPanel::onClicked);
  connect(list_, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
    const QModelIndex index = list_->indexAt(at).siblingAtColumn(LabelModel::Name);
    if (!index.isValid() || session_.refusesEdit()) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Rename"), this, [this, index] { list_->edit(index); });
    menu->addAction(tr("Change colour…"), this, [this, index] { editColor(index); });
    menu->addAction(icon(QStringLiteral("trash")), tr("Remove with its voxels"), this,
                    [this] { removeCurrent(); });
    menu->popup(list_->viewport()->mapToGlobal(at));
  });
  connect(&signals, &SessionSignals::labelsChanged, this, &LabelPanel::showActive);
  connect(&signals, &SessionSignals::volumeOpened, this, &LabelPanel::showActive);
  connect(&signals, &SessionSignals::pastChanged, this, &LabelPanel::showActive);

  auto* box = new QVBoxLayout(this);
  box->setContentsMargins(4, 0, 4, 4);
  box->setSpacing(4);
  box->addWidget(list_, 1);
  box->addWidget(makeFooter(state, newLabel, removeLabel));
}

QWidget* LabelPanel::makeFooter(ViewerState& state, QAction* newLabel, QAction* removeLabel) {
  auto* footer = new QWidget(this);
  auto* row = new QHBoxLayout(footer);
  row->setContentsMargins(2, 0, 4, 0);
  row->setSpacing(2);
  auto* add = new QToolButton(footer);
  add->setDefaultAction(newLabel);
  auto* remove = new QToolButton(footer);
  remove->setDefaultAction(removeLabel);
  connect(removeLabel, &QAction::triggered, this, &LabelPanel::removeCurrent);
  for (QToolButton* button : {add, remove}) {
    button->setIconSize({16, 16});
    button->setFocusPolicy(Qt::NoFocus);
    row->addWidget(button);
  }
  row->addStretch(1);
  auto* slider = new QSlider(Qt::Horizontal, footer);
  slider->setRange(0, 100);
  slider->setValue(static_cast<int>(state.opacity() * 100));
  slider->setMinimumWidth(40);
  slider->setMaximumWidth(96);
  slider->setFocusPolicy(Qt::NoFocus);
  slider->setToolTip(tr("Opacity of the masks"));
  connect(slider, &QSlider::valueChanged, &state,
          [&state](int value) { state.setOpacity(value / 100.0); });
  row->addWidget(new QLabel(tr("Mask opacity"), footer));
  row->addSpacing(4);
  row->addWidget(slider);
  return footer;
}

void LabelPanel::onClicked(const QModelIndex& index) {
  if (index.column() == LabelModel::Visible || index.column() == LabelModel::Locked) {
    model_->toggle(index);
  } else {
    session_.setActiveLabel(model_->labelAt(index));
  }
}

void LabelPanel::editColor(const QModelIndex& index) {
  const LabelInfo* label = session_.document().findLabel(model_->labelAt(index));
  if (label == nullptr) return;
  auto* dialog = new QColorDialog(QColor(label->color.r, label->color.g, label->color.b), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  const LabelId id = label->id;
  connect(dialog, &QColorDialog::colorSelected, this, [this, id](const QColor& color) {
    model_->setData(model_->indexOf(id), color, Qt::DecorationRole);
  });
  dialog->open();
}

void LabelPanel::removeCurrent() {
  const LabelId id = session_.activeLabel();
  if (!session_.hasVolume() || id == 0 || session_.refusesEdit()) return;
  if (auto removed = session_.document().removeLabel(id); !removed) {
    messages_.showError(QStringLiteral("label"), removed.error());
    return;
  }
  const auto& labels = session_.document().labels();
  if (!labels.empty()) session_.setActiveLabel(labels.front().id);
}

void LabelPanel::showActive() {
  const QModelIndex active = model_->indexOf(session_.activeLabel());
  if (active.isValid()) list_->setCurrentIndex(active);
}

}  // namespace limn::gui
