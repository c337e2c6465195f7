// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"

#include <QDialog>
#include <QString>

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QRadioButton;
class QSpinBox;

namespace limn::gui {

/// Asks for what an operation on a mask needs besides the label: how much, with which other label,
/// on which slices, in the slice or the volume.
class OperationDialog : public QDialog {
  Q_OBJECT

 public:
  /// `edit` has what is proposed; its slice says which slice "this slice" is.
  OperationDialog(const core::Session& session, const HandEdit& edit, bool inVolume,
                  const QString& title, QWidget* parent);

 Q_SIGNALS:
  void chosen(const limn::HandEdit& edit, bool inVolume);

 private:
  void addAmount(QFormLayout& form, const core::Session& session);
  void addOther(QFormLayout& form, const core::Session& session);
  void addRange(QFormLayout& form, const core::Session& session);
  void addScope(QFormLayout& form, bool inVolume);
  void choose();

  HandEdit edit_;
  QDoubleSpinBox* amount_ = nullptr;
  QComboBox* other_ = nullptr;
  QSpinBox *from_ = nullptr, *to_ = nullptr;
  QRadioButton *slice_ = nullptr, *volume_ = nullptr;
};

/// Whether an operation has a distance or a size, and whether a second label.
[[nodiscard]] bool needsAmount(HandEdit::Operation operation);
[[nodiscard]] bool needsOther(HandEdit::Operation operation);

}  // namespace limn::gui
