// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "tool_options.h"

#include "session_signals.h"

#include <QAction>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <algorithm>
#include <cmath>

namespace limn::gui {
namespace {

QHBoxLayout* makeRow(QWidget* parent) {
  auto* row = new QHBoxLayout(parent);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  return row;
}

/// A button that triggers the action; its text is short, the action's own is the tool tip.
QPushButton* makeButton(QAction* action, const QString& text, QWidget* parent) {
  auto* button = new QPushButton(text, parent);
  button->setFocusPolicy(Qt::NoFocus);
  button->setToolTip(action->text());
  QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
  return button;
}

/// A check box that shows and changes a checkable action.
QCheckBox* makeCheck(QAction* action, const QString& text, QWidget* parent) {
  auto* box = new QCheckBox(text, parent);
  box->setFocusPolicy(Qt::NoFocus);
  box->setToolTip(action->text());
  box->setChecked(action->isChecked());
  QObject::connect(action, &QAction::toggled, box, &QCheckBox::setChecked);
  QObject::connect(box, &QCheckBox::clicked, action, [action](bool checked) {
    if (action->isChecked() != checked) action->trigger();
  });
  return box;
}

}  // namespace

ToolOptions::ToolOptions(HandEditor& editor, const ActionSet& actions,
                         const SessionSignals& signals, QWidget* parent)
    : QWidget(parent), editor_(editor) {
  setObjectName(QStringLiteral("toolOptions"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(8, 4, 8, 4);
  row->setSpacing(18);
  size_ = makeSize(actions);
  range_ = makeRange(actions);
  row->addWidget(size_);
  row->addWidget(range_);
  row->addWidget(
      makeCheck(actions.action(ActionId::KeepOtherLabels), tr("Keep other labels"), this));
  row->addStretch(1);
  connect(&editor_, &HandEditor::brushChanged, this, &ToolOptions::refresh);
  connect(&signals, &SessionSignals::volumeOpened, this, &ToolOptions::showVolume);
  showVolume();
  setFixedHeight(sizeHint().height());  // the same for every tool, so that pictures do not move
  hide();
}

QDoubleSpinBox* ToolOptions::makeNumber(const char* name, const QString& help) {
  auto* number = new QDoubleSpinBox(this);
  number->setObjectName(QString::fromLatin1(name));
  number->setToolTip(help);
  number->setAccessibleName(help);
  number->setDecimals(1);
  number->setKeyboardTracking(false);
  number->setFocusPolicy(Qt::ClickFocus);
  connect(number, &QDoubleSpinBox::editingFinished, this, [this, number] {
    if (number->hasFocus()) Q_EMIT edited();  // by Return; else another field has the keys now
  });
  return number;
}

QWidget* ToolOptions::makeSize(const ActionSet& actions) {
  auto* group = new QWidget(this);
  auto* row = makeRow(group);
  radius_ = makeNumber("brushRadius", tr("Radius of the brush"));
  radius_->setRange(HandEditor::kSmallestRadius, HandEditor::kLargestRadius);
  radius_->setSingleStep(0.5);
  connect(radius_, &QDoubleSpinBox::valueChanged, this, [this](double radius) {
    core::Brush brush = editor_.brush();
    brush.radius = radius;
    editor_.setBrush(brush);
  });
  row->addWidget(new QLabel(tr("Radius"), group));
  row->addWidget(radius_);
  row->addWidget(makeCheck(actions.action(ActionId::BrushSphere), tr("Sphere"), group));
  return group;
}

QWidget* ToolOptions::makeRange(const ActionSet& actions) {
  auto* group = new QWidget(this);
  auto* row = makeRow(group);
  from_ = makeNumber("rangeFrom", tr("Smallest value that is painted"));
  to_ = makeNumber("rangeTo", tr("Largest value that is painted"));
  for (QDoubleSpinBox* number : {from_, to_}) {
    connect(number, &QDoubleSpinBox::valueChanged, this, [this] {
      core::Brush brush = editor_.brush();
      brush.range = ValueRange{from_->value(), to_->value()};
      editor_.setBrush(brush);
    });
  }
  row->addWidget(makeCheck(actions.action(ActionId::BrushRange), tr("Only values"), group));
  row->addWidget(from_);
  row->addWidget(new QLabel(tr("to"), group));
  row->addWidget(to_);
  row->addWidget(makeButton(actions.action(ActionId::RangeFromCursor), tr("From cursor"), group));
  return group;
}

void ToolOptions::showTool(ActionId tool) {
  const bool isBrush = tool == ActionId::BrushTool || tool == ActionId::EraserTool;
  size_->setVisible(isBrush);
  range_->setVisible(isBrush);
  setVisible(isBrush || tool == ActionId::LassoTool);
}

void ToolOptions::showVolume() {
  if (editor_.session().hasVolume()) {
    const Volume& volume = editor_.session().volume();
    radius_->setSuffix(QStringLiteral(" ") + lengthUnit(volume.grid));
    const double span = volume.maximum - volume.minimum;
    for (QDoubleSpinBox* number : {from_, to_}) {
      const QSignalBlocker quiet(number);
      number->setDecimals(span > 50 ? 0 : 3);
      number->setRange(volume.minimum, volume.maximum);
      number->setSingleStep(std::max(std::round(span / 100), span > 50 ? 1.0 : span / 100));
    }
  }
  refresh();
}

void ToolOptions::refresh() {
  const core::Brush& brush = editor_.brush();
  const auto show = [](QDoubleSpinBox* number, double value) {
    const QSignalBlocker quiet(number);
    number->setValue(value);
  };
  show(radius_, brush.radius);
  from_->setEnabled(brush.range.has_value());
  to_->setEnabled(brush.range.has_value());
  if (!brush.range) return;
  show(from_, brush.range->minimum);
  show(to_, brush.range->maximum);
}

}  // namespace limn::gui
