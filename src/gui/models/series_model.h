// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/series.h"

#include <QAbstractTableModel>
#include <QImage>
#include <QPixmap>
#include <QString>

namespace limn::gui {

/// The volumes that a scan found, for choosing one.
class SeriesModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Number, Description, Modality, Date, Time, Size, Part, Warnings, ColumnCount };

  explicit SeriesModel(std::vector<SeriesSummary> series, QObject* parent = nullptr);

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                    int role) const override;
  /// Rows keep room for a picture until it is there.
  void setThumbnail(int row, const QImage& picture);

 private:
  [[nodiscard]] QString text(const SeriesSummary& series, int column) const;

  std::vector<SeriesSummary> series_;
  std::vector<QPixmap> thumbnails_;
};

/// What is under a row of the chooser besides its columns: every warning on a line.
[[nodiscard]] QString joinedWarnings(const SeriesSummary& series);

}  // namespace limn::gui
