// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "start_page.h"

#include "icons.h"
#include "settings_store.h"

#include <QAction>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace limn::gui {

StartPage::StartPage(const SettingsStore& settings, QAction* openImage, QAction* openFolder,
                     QWidget* parent)
    : QWidget(parent), settings_(settings) {
  auto* mark = new QLabel(this);
  mark->setPixmap(icon(QStringLiteral("limn")).pixmap(QSize(84, 84), devicePixelRatioF()));
  mark->setAlignment(Qt::AlignCenter);
  auto* title = new QLabel(tr("Open a scan"), this);
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.7);
  large.setWeight(QFont::Light);
  title->setFont(large);
  title->setAlignment(Qt::AlignCenter);
  auto* hint = new QLabel(tr("Drop a NIfTI file, a DICOM folder or a picture here"), this);
  hint->setAlignment(Qt::AlignCenter);
  hint->setForegroundRole(QPalette::PlaceholderText);

  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(10);
  buttons->addStretch(1);
  for (QAction* action : {openImage, openFolder}) {
    auto* button = new QPushButton(action->icon(), action->text(), this);
    button->setMinimumHeight(34);
    button->setMinimumWidth(140);
    button->setToolTip(action->toolTip());
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    buttons->addWidget(button);
  }
  buttons->addStretch(1);
  recent_ = new QVBoxLayout;
  recent_->setSpacing(1);

  auto* box = new QVBoxLayout(this);
  box->setSpacing(10);
  box->addStretch(3);
  box->addWidget(mark);
  box->addWidget(title);
  box->addWidget(hint);
  box->addSpacing(8);
  box->addLayout(buttons);
  box->addSpacing(14);
  box->addLayout(recent_);
  box->addStretch(4);
  refresh();
}

void StartPage::refresh() {
  while (QLayoutItem* item = recent_->takeAt(0)) {
    if (item->widget() != nullptr) item->widget()->deleteLater();
    delete item;
  }
  for (const QString& path : settings_.recentPaths()) {
    const QFileInfo file(path);
    auto* button = new QToolButton(this);
    button->setText(file.fileName().isEmpty() ? path : file.fileName());
    button->setToolTip(path);
    button->setIcon(icon(file.isDir() ? QStringLiteral("folder") : QStringLiteral("image")));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(button, &QToolButton::clicked, this, [this, path] { Q_EMIT chosen(path); });
    recent_->addWidget(button, 0, Qt::AlignHCenter);
  }
}

}  // namespace limn::gui
