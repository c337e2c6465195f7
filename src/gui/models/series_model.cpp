// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "series_model.h"

#include "dialogs/series_thumbnails.h"
#include "icons.h"
#include "text.h"
#include "theme.h"

#include <QIcon>
#include <QPainter>
#include <QStringList>

namespace limn::gui {
namespace {

/// A picture in the middle of a frame that all rows have.
QPixmap framed(const QImage& picture) {
  constexpr int kRatio = 2;
  QPixmap frame(kThumbnailSize * kRatio);
  frame.fill(colors::viewBackground);
  QPainter painter(&frame);
  const QSize room = frame.size() - picture.size();
  painter.drawImage(QPoint(room.width() / 2, room.height() / 2), picture);
  painter.end();
  frame.setDevicePixelRatio(kRatio);
  return frame;
}

}  // namespace

QString joinedWarnings(const SeriesSummary& series) {
  QStringList lines;
  if (!series.geometryFault.empty()) lines.append(toQString(series.geometryFault));
  for (const std::string& warning : series.warnings)
    lines.append(toQString(warning));
  return lines.join(QLatin1Char('\n'));
}

SeriesModel::SeriesModel(std::vector<SeriesSummary> series, QObject* parent)
    : QAbstractTableModel(parent),
      series_(std::move(series)),
      thumbnails_(series_.size(), framed({})) {}

void SeriesModel::setThumbnail(int row, const QImage& picture) {
  thumbnails_[static_cast<std::size_t>(row)] = framed(picture);
  const QModelIndex at = index(row, Description);
  Q_EMIT dataChanged(at, at, {Qt::DecorationRole});
}

int SeriesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(series_.size());
}

int SeriesModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QString SeriesModel::text(const SeriesSummary& series, int column) const {
  switch (column) {
    case Number:
      return toQString(series.text.seriesNumber);
    case Description: {
      // That of the volume says what tells the volumes of one series apart.
      const QString description =
          toQString(series.parts > 1 || series.text.seriesDescription.empty()
                        ? series.description
                        : series.text.seriesDescription);
      if (!description.isEmpty()) return description;
      const auto& file = series.files.empty() ? series.path : series.files.front();
      const auto within = file.lexically_relative(series.path);  // of the folder that was opened
      return toQString(within.empty() || within == "." ? file.filename() : within);
    }
    case Date:
      return toQString(series.text.studyDate);
    case Time:
      return toQString(series.text.seriesTime);
    case Part:
      return series.parts > 1 ? tr("%1 of %2").arg(series.part + 1).arg(series.parts) : QString();
    case Modality:
      return toQString(series.modality.empty() ? series.format : series.modality);
    case Size:
      return QStringLiteral("%1 × %2 × %3")
          .arg(series.size.x)
          .arg(series.size.y)
          .arg(series.size.z);
    case Warnings:
      return joinedWarnings(series).section(QLatin1Char('\n'), 0, 0);
    default:
      return {};
  }
}

QVariant SeriesModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const SeriesSummary& series = series_[static_cast<std::size_t>(index.row())];
  if (role == Qt::DisplayRole) return text(series, index.column());
  if (role == Qt::ToolTipRole) return joinedWarnings(series);
  if (role == Qt::DecorationRole && index.column() == Warnings &&
      !joinedWarnings(series).isEmpty()) {
    return icon(QStringLiteral("warning"), colors::caution).pixmap(16, 16);
  }
  if (role == Qt::DecorationRole && index.column() == Description) {
    const QPixmap& picture = thumbnails_[static_cast<std::size_t>(index.row())];
    QIcon shown(picture);
    shown.addPixmap(picture, QIcon::Selected);  // or the style would tint it
    return shown;
  }
  return {};
}

QVariant SeriesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case Number:
      return tr("No.");
    case Description:
      return tr("Description");
    case Date:
      return tr("Study date");
    case Time:
      return tr("Time");
    case Part:
      return tr("Volume");
    case Modality:
      return tr("Modality");
    case Size:
      return tr("Voxels");
    case Warnings:
      return tr("Remarks");
    default:
      return {};
  }
}

}  // namespace limn::gui
