// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QAction;
class QVBoxLayout;

namespace limn::gui {

class SettingsStore;

/// What is shown before a study is open: how to open one, and the ones of the last days.
class StartPage : public QWidget {
  Q_OBJECT

 public:
  StartPage(const SettingsStore& settings, QAction* openImage, QAction* openFolder,
            QWidget* parent = nullptr);
  void refresh();

 Q_SIGNALS:
  void chosen(const QString& path);

 private:
  const SettingsStore& settings_;
  QVBoxLayout* recent_ = nullptr;
};

}  // namespace limn::gui
