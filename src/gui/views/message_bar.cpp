// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "message_bar.h"

#include "error_text.h"
#include "icons.h"
#include "theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace limn::gui {
namespace {

constexpr int kInfoMs = 8'000, kCautionMs = 20'000;  // long enough to be read twice
constexpr int kWidest = 820, kBarEdge = 8;           // device-independent pixels

QColor levelColor(MessageItem::Level level) {
  switch (level) {
    case MessageItem::Level::Caution:
      return colors::caution;
    case MessageItem::Level::Problem:
      return colors::problem;
    case MessageItem::Level::Info:
    case MessageItem::Level::Busy:
      break;
  }
  return colors::accent;
}

QString levelIcon(MessageItem::Level level) {
  return level == MessageItem::Level::Info || level == MessageItem::Level::Busy
             ? QStringLiteral("info")
             : QStringLiteral("warning");
}

}  // namespace

MessageItem::MessageItem(Level level, const QString& text, QWidget* parent)
    : QWidget(parent), level_(level) {
  box_ = new QHBoxLayout(this);
  box_->setContentsMargins(14, 6, 8, 6);
  box_->setSpacing(10);
  auto* mark = new QLabel(this);
  mark->setPixmap(
      icon(levelIcon(level), levelColor(level)).pixmap(QSize(18, 18), devicePixelRatioF()));
  box_->addWidget(mark);
  label_ = new QLabel(text, this);
  label_->setWordWrap(true);
  label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  label_->setTextFormat(Qt::PlainText);
  box_->addWidget(label_, 1);
  if (level == Level::Busy) {
    bar_ = new QProgressBar(this);
    bar_->setRange(0, 0);
    bar_->setTextVisible(false);
    bar_->setFixedSize(170, 6);
    box_->addWidget(bar_);
  }
  if (level != Level::Info && level != Level::Caution) return;
  life_ = new QTimer(this);
  life_->setSingleShot(true);
  connect(life_, &QTimer::timeout, this, &MessageItem::closed);
  life_->start(level == Level::Info ? kInfoMs : kCautionMs);
}

void MessageItem::stay() {
  delete std::exchange(life_, nullptr);
}

void MessageItem::enterEvent(QEnterEvent*) {
  if (life_ != nullptr) life_->stop();
}

void MessageItem::leaveEvent(QEvent*) {
  if (life_ != nullptr) life_->start();
}

void MessageItem::setText(const QString& text) {
  label_->setText(text);
}

QString MessageItem::text() const {
  return label_->text();
}

void MessageItem::setProgress(double fraction) {
  if (bar_ == nullptr) return;
  bar_->setRange(0, fraction < 0 ? 0 : 1000);
  bar_->setValue(static_cast<int>(fraction * 1000));
}

void MessageItem::addButton(const QString& text, std::function<void()> act) {
  if (level_ == Level::Caution) stay();
  auto* button = new QPushButton(text, this);
  button->setFocusPolicy(Qt::NoFocus);
  connect(button, &QPushButton::clicked, this, std::move(act));
  const int end = box_->count() - (close_ != nullptr ? 1 : 0);
  box_->insertWidget(end, button);
}

void MessageItem::setClosable() {
  close_ = new QToolButton(this);
  close_->setIcon(icon(QStringLiteral("close")));
  close_->setIconSize({14, 14});
  close_->setFocusPolicy(Qt::NoFocus);
  close_->setToolTip(tr("Dismiss"));
  connect(close_, &QToolButton::clicked, this, &MessageItem::closed);
  box_->addWidget(close_);
}

void MessageItem::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  QColor ground = levelColor(level_);
  painter.fillRect(rect(), palette().window());
  painter.fillRect(QRect(0, 0, 3, height()), ground);
  ground.setAlpha(level_ == Level::Info || level_ == Level::Busy ? 18 : 34);
  painter.fillRect(rect(), ground);
  painter.setPen(palette().color(QPalette::Light));
  painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

MessageBar::MessageBar(QWidget* parent) : QWidget(parent) {
  parent->installEventFilter(this);
  box_ = new QVBoxLayout(this);
  box_->setContentsMargins(0, 0, 0, 0);
  box_->setSpacing(2);
  hide();
}

void MessageBar::place() {
  setVisible(!items_.empty());
  if (items_.empty()) return;
  const int width = std::min(kWidest, parentWidget()->width() - 2 * kBarEdge);
  const int height =
      box_->hasHeightForWidth() ? box_->totalHeightForWidth(width) : box_->totalSizeHint().height();
  setGeometry((parentWidget()->width() - width) / 2, kBarEdge, width, height);
  raise();
}

bool MessageBar::event(QEvent* event) {
  if (event->type() == QEvent::LayoutRequest) place();
  return QWidget::event(event);
}

bool MessageBar::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize) place();
  return QWidget::eventFilter(watched, event);
}

MessageItem& MessageBar::show(const QString& key, MessageItem::Level level, const QString& text) {
  dismiss(key);
  auto* item = new MessageItem(level, text, this);
  item->setObjectName(key);
  items_[key] = item;
  box_->addWidget(item);
  if (level != MessageItem::Level::Busy) item->setClosable();
  connect(item, &MessageItem::closed, this, [this, key] { dismiss(key); });
  item->show();
  place();
  return *item;
}

void MessageBar::showError(const QString& key, const Error& error) {
  show(key, MessageItem::Level::Problem, errorText(error));
}

void MessageBar::dismiss(const QString& key) {
  const auto found = items_.find(key);
  if (found == items_.end()) return;
  box_->removeWidget(found->second);
  found->second->hide();
  found->second->deleteLater();
  items_.erase(found);
  place();
}

void MessageBar::dismissAll() {
  while (!items_.empty())
    dismiss(items_.begin()->first);
}

const MessageItem* MessageBar::find(const QString& key) const {
  const auto found = items_.find(key);
  return found == items_.end() ? nullptr : found->second;
}

}  // namespace limn::gui
