// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hand_editor.h"
#include "io_runner.h"
#include "limn/core/mask_operation.h"
#include "segment_actions.h"

#include <QObject>
#include <cstdint>
#include <map>

namespace limn::gui {

/// The operations on the active label's mask. On one slice they are done at once; in the volume
/// they are worked out beside the window and can be stopped.
class EditActions : public QObject {
  Q_OBJECT

 public:
  EditActions(const ActionContext& context, HandEditor& editor, IoRunner& runner, QWidget* window);

 private:
  using Operation = HandEdit::Operation;

  void refresh();
  /// Asks for what the operation needs, if it needs something, and does it.
  void start(ActionId id, Operation operation);
  void ask(const HandEdit& edit, const QString& title);
  void copySlice(std::int64_t upwards);
  void clearRange();
  void fillBetween();
  void perform(const HandEdit& edit);
  void performBeside(const HandEdit& edit);
  void take(const Result<core::OperationResult>& result);
  /// The active label on the slice that is looked at.
  [[nodiscard]] HandEdit here(Operation operation) const;

  ActionContext context_;
  HandEditor& editor_;
  IoRunner& runner_;
  QWidget* window_;
  std::map<Operation, double> amounts_;  // as last used
  std::uint64_t study_ = 0;              // counts the studies opened
  bool isRunning_ = false;
};

}  // namespace limn::gui
