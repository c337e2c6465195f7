// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <QString>
#include <QWidget>
#include <functional>
#include <map>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QToolButton;
class QVBoxLayout;

namespace limn::gui {

/// One line that asks for nothing: an event, a warning, a failure, or work going on.
class MessageItem : public QWidget {
  Q_OBJECT

 public:
  enum class Level { Info, Caution, Problem, Busy };

  MessageItem(Level level, const QString& text, QWidget* parent);
  void setText(const QString& text);
  void setProgress(double fraction);  // Busy: below 0 = unknown
  void addButton(const QString& text, std::function<void()> act);
  void setClosable();
  [[nodiscard]] QString text() const;
  [[nodiscard]] Level level() const { return level_; }

 Q_SIGNALS:
  void closed();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Level level_;
  QHBoxLayout* box_ = nullptr;
  QLabel* label_ = nullptr;
  QProgressBar* bar_ = nullptr;
  QToolButton* close_ = nullptr;
};

/// Messages above the views, never in the way of work. A later message under the same key takes
/// the place of an earlier one.
class MessageBar : public QWidget {
  Q_OBJECT

 public:
  explicit MessageBar(QWidget* parent = nullptr);

  MessageItem& show(const QString& key, MessageItem::Level level, const QString& text);
  void showError(const QString& key, const Error& error);
  void dismiss(const QString& key);
  void dismissAll();
  [[nodiscard]] const MessageItem* find(const QString& key) const;

 private:
  QVBoxLayout* box_ = nullptr;
  std::map<QString, MessageItem*> items_;
};

}  // namespace limn::gui
