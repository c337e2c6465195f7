// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "operation_dialog.h"

#include "hand_editor.h"
#include "text.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>

namespace limn::gui {
namespace {

using Operation = HandEdit::Operation;

QString unitOf(const HandEdit& edit, const Grid& grid, bool inVolume) {
  if (edit.operation != Operation::RemoveSmall || !hasMillimetres(grid.calibration)) {
    return lengthUnit(grid);
  }
  return inVolume ? OperationDialog::tr("mm³") : OperationDialog::tr("mm²");
}

}  // namespace

bool needsAmount(Operation operation) {
  using enum Operation;
  return operation == RemoveSmall || operation == Grow || operation == Shrink ||
         operation == Smooth || operation == Close || operation == CutNear || operation == KeepNear;
}

bool needsOther(Operation operation) {
  using enum Operation;
  return operation == Unite || operation == CutNear || operation == KeepNear;
}

OperationDialog::OperationDialog(const core::Session& session, const HandEdit& edit, bool inVolume,
                                 const QString& title, QWidget* parent)
    : QDialog(parent), edit_(edit) {
  setObjectName(QStringLiteral("operationDialog"));
  setWindowTitle(title);
  setAttribute(Qt::WA_DeleteOnClose);
  auto* box = new QVBoxLayout(this);
  auto* form = new QFormLayout;
  box->addLayout(form);
  if (needsAmount(edit.operation)) addAmount(*form, session);
  if (needsOther(edit.operation)) addOther(*form, session);
  if (edit.operation == Operation::ClearSlices) {
    addRange(*form, session);
  } else {
    addScope(*form, inVolume);
  }
  if (amount_ != nullptr) {
    const auto showUnit = [this, grid = session.volume().grid] {
      amount_->setSuffix(QStringLiteral(" ") + unitOf(edit_, grid, volume_->isChecked()));
    };
    connect(volume_, &QRadioButton::toggled, this, showUnit);
    showUnit();
    amount_->setFocus();
    amount_->selectAll();
  }
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  box->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::accepted, this, &OperationDialog::choose);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void OperationDialog::addAmount(QFormLayout& form, const core::Session&) {
  const bool isSize = edit_.operation == Operation::RemoveSmall;
  amount_ = new QDoubleSpinBox(this);
  amount_->setObjectName(QStringLiteral("amount"));
  amount_->setDecimals(1);
  amount_->setRange(0.1, isSize ? 1e9 : 500);
  amount_->setSingleStep(isSize ? 10 : 0.5);
  amount_->setValue(edit_.amount);
  form.addRow(isSize ? tr("Smaller than") : tr("Distance"), amount_);
}

void OperationDialog::addOther(QFormLayout& form, const core::Session& session) {
  other_ = new QComboBox(this);
  other_->setObjectName(QStringLiteral("otherLabel"));
  for (const LabelInfo& label : session.document().labels()) {
    if (label.id != edit_.label) other_->addItem(toQString(label.name), label.id);
  }
  form.addRow(tr("Other label"), other_);
}

void OperationDialog::addRange(QFormLayout& form, const core::Session& session) {
  const auto slices = static_cast<int>(session.layout(edit_.slice->axis).slices);
  const auto add = [&](const char* name, std::int64_t slice, const QString& text) {
    auto* number = new QSpinBox(this);
    number->setObjectName(QString::fromLatin1(name));
    number->setRange(1, slices);
    number->setValue(static_cast<int>(slice) + 1);
    form.addRow(text, number);
    return number;
  };
  from_ = add("fromSlice", edit_.slice->slice, tr("From slice"));
  to_ = add("toSlice", edit_.otherSlice, tr("To slice"));
}

void OperationDialog::addScope(QFormLayout& form, bool inVolume) {
  slice_ = new QRadioButton(tr("This slice"), this);
  slice_->setObjectName(QStringLiteral("thisSlice"));
  volume_ = new QRadioButton(tr("Whole volume"), this);
  volume_->setObjectName(QStringLiteral("wholeVolume"));
  (inVolume ? volume_ : slice_)->setChecked(true);
  form.addRow(tr("Where"), slice_);
  form.addRow(QString(), volume_);
}

void OperationDialog::choose() {
  HandEdit edit = edit_;
  if (amount_ != nullptr) edit.amount = amount_->value();
  if (other_ != nullptr) edit.other = static_cast<LabelId>(other_->currentData().toUInt());
  if (from_ != nullptr) {
    const auto [first, last] = std::minmax({from_->value() - 1, to_->value() - 1});
    edit.slice->slice = first;
    edit.otherSlice = last;
  }
  const bool inVolume = volume_ != nullptr && volume_->isChecked();
  accept();
  Q_EMIT chosen(edit, inVolume);
}

}  // namespace limn::gui
