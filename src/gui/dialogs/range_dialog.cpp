// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "range_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QSpinBox>

namespace limn::gui {

RangeDialog::RangeDialog(const QString& title, std::int64_t slices, std::int64_t present,
                         core::SliceRange proposed, QWidget* parent)
    : QDialog(parent) {
  setWindowTitle(title);
  setAttribute(Qt::WA_DeleteOnClose);
  auto* form = new QFormLayout(this);
  const auto add = [&](const char* name, const QString& text, std::int64_t least, std::int64_t most,
                       std::int64_t value) {
    auto* number = new QSpinBox(this);
    number->setObjectName(QString::fromLatin1(name));
    number->setRange(static_cast<int>(least) + 1, static_cast<int>(most) + 1);
    number->setValue(static_cast<int>(value) + 1);
    form->addRow(text, number);
    return number;
  };
  first_ = add("firstSlice", tr("First slice"), 0, present, proposed.first);
  last_ = add("lastSlice", tr("Last slice"), present, slices - 1, proposed.last);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  form->addRow(buttons);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    accept();
    Q_EMIT chosen({first_->value() - 1, last_->value() - 1});
  });
}

}  // namespace limn::gui
