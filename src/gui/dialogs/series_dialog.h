// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/series.h"

#include <QDialog>

class QTreeView;

namespace limn::gui {

class SeriesThumbnails;

/// Lets the reader choose one of several volumes, and shows which files were not opened and why.
class SeriesDialog : public QDialog {
  Q_OBJECT

 public:
  /// `thumbnails` are of the series of the scan; the dialog owns them and stops them when it
  /// closes.
  SeriesDialog(StudyScan scan, SeriesThumbnails* thumbnails, QWidget* parent);
  void select(int row);

 Q_SIGNALS:
  void chosen(const limn::SeriesSummary& series);

 private:
  void choose();
  [[nodiscard]] QWidget* makeSkippedList();

  StudyScan scan_;
  QTreeView* list_ = nullptr;
};

}  // namespace limn::gui
