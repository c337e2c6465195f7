// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "action_set.h"
#include "hand_editor.h"

#include <QWidget>

class QDoubleSpinBox;

namespace limn::gui {

class SessionSignals;

/// The settings of the brush above the planes, as numbers and switches.
class ToolOptions : public QWidget {
  Q_OBJECT

 public:
  ToolOptions(HandEditor& editor, const ActionSet& actions, const SessionSignals& signals,
              QWidget* parent = nullptr);

  /// Shows what this tool has settings for; nothing for tools that do not draw.
  void showTool(ActionId tool);

 Q_SIGNALS:
  /// A number was typed and taken; the keys belong to the views again.
  void edited();

 private:
  [[nodiscard]] QWidget* makeSize(const ActionSet& actions);
  [[nodiscard]] QWidget* makeRange(const ActionSet& actions);
  [[nodiscard]] QDoubleSpinBox* makeNumber(const char* name, const QString& help);
  void refresh();
  void showVolume();

  HandEditor& editor_;
  QWidget *size_, *range_;
  QDoubleSpinBox *radius_ = nullptr, *from_ = nullptr, *to_ = nullptr;
};

}  // namespace limn::gui
