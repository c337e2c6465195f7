// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"

#include <QAbstractTableModel>
#include <map>

namespace limn::gui {

class SessionSignals;

/// The label list as a table: name with colour, volume, visible, locked; that of the past, which
/// cannot be changed, while the past is looked at.
class LabelModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Name, Amount, Visible, Locked, ColumnCount };

  LabelModel(core::Session& session, const SessionSignals& signals, QObject* parent = nullptr);

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
  /// A name through EditRole, a QColor through DecorationRole.
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

  /// Flips visibility or lock where the index is in one of those columns.
  void toggle(const QModelIndex& index);
  [[nodiscard]] LabelId labelAt(const QModelIndex& index) const;
  [[nodiscard]] QModelIndex indexOf(LabelId id) const;

 Q_SIGNALS:
  void failed(const limn::Error& error);

 private:
  void reload();
  void refreshAmounts();
  [[nodiscard]] QVariant icon(const LabelInfo& label, int column) const;
  [[nodiscard]] QString tip(const LabelInfo& label, int column) const;
  [[nodiscard]] QString amountText(LabelId id) const;
  bool report(const Result<void>& result);

  core::Session& session_;
  std::vector<LabelInfo> labels_;
  std::map<LabelId, std::int64_t> voxels_;
};

/// A square in the colour of a label.
[[nodiscard]] QIcon swatch(Rgb color);

}  // namespace limn::gui
