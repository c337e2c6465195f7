// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "tool_box.h"

#include "hand_editor.h"
#include "tools/brush_tool.h"
#include "tools/click_tool.h"
#include "tools/gesture_tools.h"
#include "tools/lasso_tool.h"

#include <QActionGroup>
#include <QStringList>

namespace limn::gui {
namespace {

QString gestureName(Gesture gesture) {
  switch (gesture) {
    case Gesture::Crosshair:
      return ToolBox::tr("Move the crosshair");
    case Gesture::Pan:
      return ToolBox::tr("Pan");
    case Gesture::Zoom:
      return ToolBox::tr("Zoom");
    case Gesture::Window:
      return ToolBox::tr("Window/level");
    case Gesture::None:
      break;
  }
  return {};
}

QString helpLine(const QString& drag, const QString& meaning) {
  return QStringLiteral("%1\t%2").arg(drag, meaning);
}

}  // namespace

ToolBox::ToolBox(core::Session& session, HandEditor& editor, ActionSet& actions, QObject* parent)
    : QObject(parent), actions_(actions) {
  tools_[ActionId::ClickTool] = std::make_unique<ClickTool>(session);
  tools_[ActionId::NavigateTool] = std::make_unique<NavigateTool>();
  tools_[ActionId::WindowTool] = std::make_unique<WindowTool>();
  tools_[ActionId::BrushTool] = std::make_unique<BrushTool>(editor, BrushTool::Mode::Paint);
  tools_[ActionId::EraserTool] = std::make_unique<BrushTool>(editor, BrushTool::Mode::Erase);
  tools_[ActionId::LassoTool] = std::make_unique<LassoTool>(editor);
  auto* group = new QActionGroup(this);
  for (const auto& [id, tool] : tools_) {
    QAction* action = actions.action(id);
    group->addAction(action);
    connect(action, &QAction::triggered, this, [this, chosen = id] { choose(chosen); });
  }
  choose(ActionId::ClickTool);
}

void ToolBox::choose(ActionId id) {
  AbstractTool* next = tools_.at(id).get();
  actions_.action(id)->setChecked(true);
  if (next == current_) return;
  if (current_ != nullptr) current_->leave();
  current_ = next;
  currentId_ = id;
  current_->enter();
  Q_EMIT changed();
}

/// What the left and the right button do.
QStringList ToolBox::buttonHelp(const MousePreset& preset) const {
  switch (currentId_) {
    case ActionId::ClickTool: {
      QStringList lines{helpLine(tr("Left"), tr("Include")), helpLine(tr("Right"), tr("Exclude")),
                        helpLine(tr("Left drag"), tr("Box; from a mark: move it")),
                        helpLine(tr("Shift+left drag"), tr("A further box")),
                        helpLine(tr("Right drag"), gestureName(preset.right))};
      if (actions_.action(ActionId::HoverPreview)->isChecked()) {
        lines << helpLine(tr("Rest"), tr("Show the mask of a click there"));
      }
      return lines;
    }
    case ActionId::BrushTool:
    case ActionId::EraserTool: {
      const bool paints = currentId_ == ActionId::BrushTool;
      return {helpLine(tr("Left drag"), paints ? tr("Paint") : tr("Erase")),
              helpLine(tr("Right drag"), paints ? tr("Erase") : tr("Paint")),
              helpLine(tr("Shift+wheel"), tr("Size of the brush")),
              helpLine(tr("Shift+left drag"), gestureName(preset.shiftLeft)),
              helpLine(tr("Shift+right drag"), gestureName(preset.right))};
    }
    case ActionId::LassoTool:
      return {helpLine(tr("Left drag"), tr("Add what is inside of the line")),
              helpLine(tr("Right drag"), tr("Cut what is inside of the line")),
              helpLine(tr("Shift+left drag"), gestureName(preset.shiftLeft)),
              helpLine(tr("Shift+right drag"), gestureName(preset.right))};
    default:
      return {helpLine(tr("Left drag"),
                       gestureName(current_->gesture(Qt::LeftButton).value_or(preset.left))),
              helpLine(tr("Right drag"), gestureName(preset.right)),
              helpLine(tr("Shift+left drag"), gestureName(preset.shiftLeft))};
  }
}

QStringList ToolBox::mouseHelp(const MousePreset& preset) const {
  return buttonHelp(preset) << helpLine(tr("Middle drag"), gestureName(preset.middle))
                            << helpLine(tr("Ctrl+left drag"), gestureName(preset.controlLeft))
                            << helpLine(tr("Wheel"), tr("Slice"))
                            << helpLine(tr("Ctrl+wheel"), tr("Zoom at the cursor"))
                            << helpLine(tr("Shift+move"), tr("Crosshair follows"));
}

}  // namespace limn::gui
