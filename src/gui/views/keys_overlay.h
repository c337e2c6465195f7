// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "action_table.h"

#include <QStringList>
#include <QWidget>
#include <cstddef>

class QScrollArea;

namespace limn::gui {

class ActionSet;

/// All keys and what the mouse does, over the whole window; any key or click closes it, except for
/// the arrow and page keys where it scrolls.
class KeysOverlay : public QWidget {
  Q_OBJECT

 public:
  KeysOverlay(const ActionSet& actions, QWidget* parent);
  /// `mouse` are lines of "drag<TAB>meaning" of the active tool.
  void open(const QStringList& mouse);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void build();
  [[nodiscard]] QWidget* makeContent(std::size_t columnCount);

  const ActionSet& actions_;
  QStringList mouse_;
  QScrollArea* area_ = nullptr;
};

/// A row of keys as people write them: "Enter, F".
[[nodiscard]] QString keysText(const QList<QKeySequence>& keys);

}  // namespace limn::gui
