// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "tool_box.h"

#include "tools/click_tool.h"
#include "tools/gesture_tools.h"

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

}  // namespace

ToolBox::ToolBox(core::Session& session, ActionSet& actions, QObject* parent)
    : QObject(parent), actions_(actions) {
  tools_[ActionId::ClickTool] = std::make_unique<ClickTool>(session);
  tools_[ActionId::NavigateTool] = std::make_unique<NavigateTool>();
  tools_[ActionId::WindowTool] = std::make_unique<WindowTool>();
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
  current_->enter();
  Q_EMIT changed();
}

QStringList ToolBox::mouseHelp(const MousePreset& preset) const {
  const auto line = [](const QString& drag, const QString& meaning) {
    return QStringLiteral("%1\t%2").arg(drag, meaning);
  };
  QStringList lines;
  if (current_ == tools_.at(ActionId::ClickTool).get()) {
    lines << line(tr("Left"), tr("Include")) << line(tr("Right"), tr("Exclude"))
          << line(tr("Left drag"), tr("Box; from a mark: move it"))
          << line(tr("Shift+left drag"), tr("A further box"))
          << line(tr("Right drag"), gestureName(preset.right));
    if (actions_.action(ActionId::HoverPreview)->isChecked()) {
      lines << line(tr("Rest"), tr("Show the mask of a click there"));
    }
  } else {
    lines << line(tr("Left drag"),
                  gestureName(current_->gesture(Qt::LeftButton).value_or(preset.left)))
          << line(tr("Right drag"), gestureName(preset.right));
  }
  if (current_ != tools_.at(ActionId::ClickTool).get()) {
    lines << line(tr("Shift+left drag"), gestureName(preset.shiftLeft));
  }
  lines << line(tr("Middle drag"), gestureName(preset.middle))
        << line(tr("Ctrl+left drag"), gestureName(preset.controlLeft))
        << line(tr("Wheel"), tr("Slice")) << line(tr("Ctrl+wheel"), tr("Zoom at the cursor"))
        << line(tr("Shift+move"), tr("Crosshair follows"));
  return lines;
}

}  // namespace limn::gui
