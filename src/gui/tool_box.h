// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "action_set.h"
#include "limn/core/session.h"
#include "tools/abstract_tool.h"

#include <QObject>
#include <memory>

namespace limn::gui {

class HandEditor;

/// The mouse tools, one of which is active; their actions exclude each other.
class ToolBox : public QObject {
  Q_OBJECT

 public:
  ToolBox(core::Session& session, HandEditor& editor, ActionSet& actions, QObject* parent);

  [[nodiscard]] AbstractTool& current() const { return *current_; }
  [[nodiscard]] ActionId currentId() const { return currentId_; }
  void choose(ActionId id);
  /// What the mouse does in the active tool: lines of "drag<TAB>meaning".
  [[nodiscard]] QStringList mouseHelp(const MousePreset& preset) const;

 Q_SIGNALS:
  void changed();

 private:
  [[nodiscard]] QStringList buttonHelp(const MousePreset& preset) const;

  std::map<ActionId, std::unique_ptr<AbstractTool>> tools_;
  ActionSet& actions_;
  AbstractTool* current_ = nullptr;
  ActionId currentId_ = ActionId::ClickTool;
};

}  // namespace limn::gui
