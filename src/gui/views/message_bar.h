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
class QTimer;
class QVBoxLayout;

namespace limn::gui {

/// One message that does not interrupt: an event, a warning, a failure, or work in progress. Events
/// and warnings close by themselves; a warning that offers a choice (has a button) and what stay()
/// was called for do not.
class MessageItem : public QWidget {
  Q_OBJECT

 public:
  enum class Level { Info, Caution, Problem, Busy };

  MessageItem(Level level, const QString& text, QWidget* parent);
  void setText(const QString& text);
  void setProgress(double fraction);  // Busy: below 0 = unknown
  void addButton(const QString& text, std::function<void()> act);
  void setClosable();
  /// The message describes a state and stays until that ends.
  void stay();
  [[nodiscard]] QString text() const;
  [[nodiscard]] Level level() const { return level_; }

 Q_SIGNALS:
  void closed();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  Level level_;
  QTimer* life_ = nullptr;  // runs out when the message has been there long enough
  QHBoxLayout* box_ = nullptr;
  QLabel* label_ = nullptr;
  QProgressBar* bar_ = nullptr;
  QToolButton* close_ = nullptr;
};

/// Messages that lie over the upper edge of their parent and never move what is below them. A later
/// message under the same key takes the place of an earlier one.
class MessageBar : public QWidget {
  Q_OBJECT

 public:
  explicit MessageBar(QWidget* parent);

  MessageItem& show(const QString& key, MessageItem::Level level, const QString& text);
  void showError(const QString& key, const Error& error);
  void dismiss(const QString& key);
  void dismissAll();
  [[nodiscard]] const MessageItem* find(const QString& key) const;

 protected:
  bool event(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void place();

  QVBoxLayout* box_ = nullptr;
  std::map<QString, MessageItem*> items_;
};

}  // namespace limn::gui
