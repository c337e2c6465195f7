// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/propagation.h"

#include <QDialog>

class QSpinBox;

namespace limn::gui {

/// Asks for a range of slices that holds the present one. Shown are numbers from 1.
class RangeDialog : public QDialog {
  Q_OBJECT

 public:
  RangeDialog(const QString& title, std::int64_t slices, std::int64_t present,
              core::SliceRange proposed, QWidget* parent);

 Q_SIGNALS:
  void chosen(limn::core::SliceRange range);

 private:
  QSpinBox *first_ = nullptr, *last_ = nullptr;
};

}  // namespace limn::gui
