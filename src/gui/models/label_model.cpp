// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_model.h"

#include "icons.h"
#include "session_signals.h"
#include "text.h"

#include <QColor>
#include <QFont>
#include <QLocale>
#include <QPainter>
#include <QPixmap>
#include <algorithm>

namespace limn::gui {

QIcon swatch(Rgb rgb) {
  QIcon result;
  for (const int ratio : {1, 2, 3}) {
    QPixmap pixmap(16 * ratio, 16 * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(rgb.r, rgb.g, rgb.b));
    painter.drawRoundedRect(QRectF(2, 2, 12, 12), 3.5, 3.5);
    result.addPixmap(pixmap);
    result.addPixmap(pixmap, QIcon::Selected);  // or the style would tint it
  }
  return result;
}

LabelModel::LabelModel(core::Session& session, const SessionSignals& signals, QObject* parent)
    : QAbstractTableModel(parent), session_(session) {
  connect(&signals, &SessionSignals::volumeOpened, this, &LabelModel::reload);
  connect(&signals, &SessionSignals::labelsChanged, this, &LabelModel::reload);
  connect(&signals, &SessionSignals::pastChanged, this, &LabelModel::reload);
  connect(&signals, &SessionSignals::masksChanged, this, &LabelModel::refreshAmounts);
  reload();
}

void LabelModel::reload() {
  const std::vector<LabelInfo> now =
      session_.hasVolume() ? session_.shown().labels() : std::vector<LabelInfo>();
  const bool sameRows = now.size() == labels_.size() &&
                        std::equal(now.begin(), now.end(), labels_.begin(),
                                   [](const auto& a, const auto& b) { return a.id == b.id; });
  if (!sameRows) beginResetModel();
  labels_ = now;
  if (!sameRows) endResetModel();
  refreshAmounts();
}

void LabelModel::refreshAmounts() {
  voxels_.clear();
  if (session_.hasVolume()) {
    for (const LabelInfo& label : labels_) {
      voxels_[label.id] = session_.shown().voxelCount(label.id);
    }
  }
  if (!labels_.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int LabelModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(labels_.size());
}

int LabelModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

LabelId LabelModel::labelAt(const QModelIndex& index) const {
  const auto row = static_cast<std::size_t>(index.row());
  return index.isValid() && row < labels_.size() ? labels_[row].id : LabelId{0};
}

QModelIndex LabelModel::indexOf(LabelId id) const {
  for (std::size_t row = 0; row < labels_.size(); ++row) {
    if (labels_[row].id == id) return index(static_cast<int>(row), Name);
  }
  return {};
}

QString LabelModel::amountText(LabelId id) const {
  const auto found = voxels_.find(id);
  if (found == voxels_.end() || found->second == 0) return {};
  if (!hasVolume(session_.document().grid().calibration)) {
    return tr("%1 voxels").arg(found->second);
  }
  const double ml =
      static_cast<double>(found->second) * session_.document().grid().voxelVolumeMm3() / 1000;
  return tr("%1 ml").arg(QLocale::c().toString(ml, 'f', ml < 10 ? 2 : ml < 1000 ? 1 : 0));
}

QVariant LabelModel::icon(const LabelInfo& label, int column) const {
  switch (column) {
    case Name:
      return swatch(label.color);
    case Visible:
      return gui::icon(label.visible ? QStringLiteral("eye") : QStringLiteral("eye-off"));
    case Locked:
      return gui::icon(label.locked ? QStringLiteral("lock") : QStringLiteral("unlock"));
    default:
      return {};
  }
}

QString LabelModel::tip(const LabelInfo& label, int column) const {
  switch (column) {
    case Name:
      return tr("Label %1; double click renames it").arg(label.id);
    case Amount:
      return tr("%1 voxels").arg(voxels_.contains(label.id) ? voxels_.at(label.id) : 0);
    case Visible:
      return label.visible ? tr("Hide this label") : tr("Show this label");
    case Locked:
      return label.locked ? tr("Unlock: let it change again") : tr("Lock: nothing can change it");
    default:
      return {};
  }
}

QVariant LabelModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const LabelInfo& label = labels_[static_cast<std::size_t>(index.row())];
  const int column = index.column();
  switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
      if (column == Name) return toQString(label.name);
      return column == Amount && role == Qt::DisplayRole ? amountText(label.id) : QVariant();
    case Qt::DecorationRole:
      return icon(label, column);
    case Qt::ToolTipRole:
      return tip(label, column);
    case Qt::TextAlignmentRole:
      if (column == Amount) return int(Qt::AlignRight | Qt::AlignVCenter);
      return {};
    case Qt::FontRole: {
      QFont font;
      font.setBold(column == Name && label.id == session_.activeLabel());
      return font;
    }
    default:
      return {};
  }
}

Qt::ItemFlags LabelModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  const bool canRename = index.isValid() && index.column() == Name && !session_.lookingAt();
  if (canRename) flags |= Qt::ItemIsEditable;
  return flags;
}

bool LabelModel::report(const Result<void>& result) {
  if (!result) Q_EMIT failed(result.error());
  return result.has_value();
}

bool LabelModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid) || index.column() != Name) return false;
  if (session_.refusesEdit()) return false;
  core::SegmentationDocument& document = session_.document();
  if (role == Qt::EditRole) {
    const QString name = value.toString().trimmed();
    return !name.isEmpty() && report(document.renameLabel(labelAt(index), toStdString(name)));
  }
  if (role != Qt::DecorationRole) return false;
  const auto color = value.value<QColor>();
  const auto part = [](int c) { return static_cast<std::uint8_t>(c); };
  return color.isValid() &&
         report(document.recolorLabel(
             labelAt(index), {part(color.red()), part(color.green()), part(color.blue())}));
}

void LabelModel::toggle(const QModelIndex& index) {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid) || session_.refusesEdit()) return;
  const LabelInfo label = labels_[static_cast<std::size_t>(index.row())];
  if (index.column() == Visible) {
    report(session_.document().setVisible(label.id, !label.visible));
  } else if (index.column() == Locked) {
    report(session_.document().setLocked(label.id, !label.locked));
  }
}

}  // namespace limn::gui
