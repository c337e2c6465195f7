// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "action_set.h"
#include "io_runner.h"
#include "limn/core/session.h"
#include "limn/gui/studio.h"
#include "model_controller.h"
#include "session_signals.h"
#include "settings_store.h"
#include "study_controller.h"
#include "viewer_state.h"

#include <QMainWindow>
#include <functional>

class QStackedWidget;

namespace limn::gui {

class HandEditor;
class KeysOverlay;
class MainMenu;
class MessageBar;
class PastActions;
class PlaneGrid;
class StartPage;
class StatusStrip;
class ToolBox;
class ToolOptions;

/// The window: puts the parts together and passes between them. Knows no pixel and no prompt.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  MainWindow(core::Session& session, SettingsStore& settings, const StudioParts& parts,
             QWidget* parent = nullptr);
  ~MainWindow() override;

  /// Opens a study, asking first where masks would be lost.
  void openPath(const QString& path);

  [[nodiscard]] core::Session& session() { return session_; }
  [[nodiscard]] ViewerState& state() { return *state_; }
  [[nodiscard]] ActionSet& actions() { return *actions_; }
  [[nodiscard]] PlaneGrid& planes() { return *planes_; }
  [[nodiscard]] MessageBar& messages() { return *messages_; }
  [[nodiscard]] HandEditor& editor() { return *editor_; }
  [[nodiscard]] StudyController& study() { return *study_; }
  [[nodiscard]] ModelController& models() { return *models_; }
  /// No file work and no answer is pending.
  [[nodiscard]] bool isIdle() const;
  /// Forgets that masks are not exported: the next close or open asks nothing.
  void allowLoss() { mayLose_ = true; }

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void buildParts(const StudioParts& parts);
  void buildCentre();
  void buildDocks();
  void connectFileActions(const QString& version);
  void connectStudy();
  void connectModel();
  void connectProgress();

  void showVolume();
  /// An event handler failed; what it had begun is not done, everything else stays as it is.
  void showException(const Error& error);
  void showWarnings(const std::vector<std::string>& warnings);
  void showTitle();
  void showExported(const core::ExportReport& report, const core::PastMomentPtr& past);
  void focusSlice();
  void chooseImage();
  void chooseFolder();
  void chooseExport();
  void chooseModel();
  /// Whether the open model is the one that the program starts with.
  void showStartModel();
  void keepModel(bool keep);
  void about(const QString& version);
  /// There are masks that neither an export nor a case file has.
  [[nodiscard]] bool isAtRisk() const;
  /// Calls `then` at once, or after the reader agreed to lose masks that no file has.
  void unlessLosing(std::function<void()> then);

  core::Session& session_;
  SettingsStore& settings_;
  SessionSignals* signals_ = nullptr;
  ViewerState* state_ = nullptr;
  IoRunner* runner_ = nullptr;
  ActionSet* actions_ = nullptr;
  StudyController* study_ = nullptr;
  ModelController* models_ = nullptr;
  PastActions* past_ = nullptr;
  HandEditor* editor_ = nullptr;
  ToolBox* tools_ = nullptr;
  MainMenu* menu_ = nullptr;
  MessageBar* messages_ = nullptr;
  QStackedWidget* pages_ = nullptr;
  StartPage* start_ = nullptr;
  PlaneGrid* planes_ = nullptr;
  ToolOptions* options_ = nullptr;
  StatusStrip* status_ = nullptr;
  KeysOverlay* keys_ = nullptr;
  bool mayLose_ = false;
};

}  // namespace limn::gui
