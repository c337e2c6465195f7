// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "action_set.h"
#include "limn/gui/studio.h"
#include "settings_store.h"

#include <QObject>
#include <QString>
#include <vector>

class QDockWidget;
class QMainWindow;
class QMenu;

namespace limn::gui {

/// The menu bar and the tool bar of the main window, from the action table.
class MainMenu : public QObject {
  Q_OBJECT

 public:
  MainMenu(QMainWindow& window, const ActionSet& actions, SettingsStore& settings);

  /// Offers these by name.
  void setInstalledModels(const std::vector<InstalledModelText>& models);
  void addDocks(const QList<QDockWidget*>& docks);

 Q_SIGNALS:
  void recentChosen(const QString& path);
  void themeChosen(limn::gui::Theme theme);
  void mousePresetChosen(const QString& id);
  void familyChosen(const QString& family);  // empty = as the file says
  void installedModelChosen(const QString& name);
  void diskLimitChosen(int gigabytes);  // of encoded slices

 private:
  void buildFile();
  void buildSegment();
  void buildEdit();
  void buildView();
  void buildTools();
  void buildModel();
  void buildHelp();
  void buildToolBar();
  void addCategory(QMenu& menu, Category category);
  void fillRecent(QMenu& menu);

  QMainWindow& window_;
  const ActionSet& actions_;
  SettingsStore& settings_;
  QMenu *view_ = nullptr, *installed_ = nullptr;
};

}  // namespace limn::gui
