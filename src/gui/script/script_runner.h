// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "script_parser.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <optional>
#include <vector>

namespace limn::gui {

class MainWindow;

/// Drives a window with real mouse and key events, a command at a time, each when the one before
/// has had its effect and nothing is pending. Used for demonstrations without a display and by
/// tests.
class ScriptRunner : public QObject {
  Q_OBJECT

 public:
  ScriptRunner(MainWindow& window, std::vector<script::Step> steps, QObject* parent = nullptr);

  void start();

 Q_SIGNALS:
  /// `error` is empty when every command did what it says.
  void finished(const QString& error);

 private:
  void tick();
  void perform(const script::Step& step);
  void end(const QString& error);
  [[nodiscard]] bool hasFocus();
  void failStep(const QString& why);
  [[nodiscard]] QString problemShown() const;

  void act(const script::Open& command);
  void act(const script::Goto& command);
  void act(const script::View& command);
  void act(const script::Click& command);
  void act(const script::Hover& command);
  void act(const script::Wheel& command);
  void act(const script::Box& command);
  void act(const script::Draw& command);
  void act(const script::Radius& command);
  void act(const script::Propagate& command);
  void act(const script::Key& command);
  void act(const script::Action& command);
  void act(const script::Size& command);
  void act(const script::Export& command);
  void act(const script::Screenshot& command);
  void act(const script::Wait&) {}
  void act(const script::Quit&);
  [[nodiscard]] bool goTo(VoxelIndex voxel);
  /// Brings the voxel's slice into the active view; where it lies there, or nothing (and the step
  /// has failed).
  [[nodiscard]] std::optional<QPointF> show(VoxelIndex voxel);
  /// The voxel of the active plane with these in-plane indices, in the file's order.
  [[nodiscard]] VoxelIndex inPlane(std::int64_t u, std::int64_t v, std::int64_t slice) const;
  void drag(const std::vector<QPointF>& way, Qt::MouseButton button);
  void turnWheel();

  MainWindow& window_;
  std::vector<script::Step> steps_;
  std::size_t next_ = 0;
  bool isOver_ = false;
  QTimer timer_;
  QElapsedTimer waited_;
  QMetaObject::Connection painted_;  // while the wheel turns
  int idleTicks_ = 0, notches_ = 0;  // of the wheel, still to turn
  bool isKeyPending_ = false;        // an action's key was typed and the action has not answered
};

}  // namespace limn::gui
