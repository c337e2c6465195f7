// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "history_panel.h"

#include "history_text.h"
#include "session_signals.h"
#include "text.h"

#include <QKeyEvent>
#include <QListWidget>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace limn::gui {
namespace {

/// What was done after the current line has not happened yet in what is shown.
class LineDelegate : public QStyledItemDelegate {
 public:
  explicit LineDelegate(QListWidget* list) : QStyledItemDelegate(list), list_(list) {}

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.row() <= list_->currentRow()) return;
    option->palette.setBrush(QPalette::Text, option->palette.placeholderText());
  }

 private:
  QListWidget* list_;
};

bool movesInList(const QKeyEvent& key) {
  switch (key.key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Home:
    case Qt::Key_End:
      return !(key.modifiers() & ~Qt::KeypadModifier);
    default:
      return false;
  }
}

}  // namespace

HistoryPanel::HistoryPanel(const core::Session& session, const SessionSignals& signals,
                           QWidget* parent)
    : QWidget(parent), session_(session) {
  list_ = new QListWidget(this);
  list_->setObjectName(QStringLiteral("historyList"));
  list_->setUniformItemSizes(true);
  list_->setFocusPolicy(Qt::ClickFocus);
  list_->setToolTip(tr("Choose a line to see the case as it was then"));
  list_->setItemDelegate(new LineDelegate(list_));
  list_->installEventFilter(this);
  auto* box = new QVBoxLayout(this);
  box->setContentsMargins(4, 0, 4, 6);
  box->addWidget(list_);
  const auto choose = [this](int row) {
    list_->viewport()->update();  // other lines are dim now
    if (row >= 0) Q_EMIT chosen(static_cast<std::size_t>(row) + 1);
  };
  connect(list_, &QListWidget::currentRowChanged, this, choose);
  connect(list_, &QListWidget::itemClicked, this, [this, choose](const QListWidgetItem* item) {
    choose(list_->row(item));  // the current line too: it shows where it was done
  });
  connect(&signals, &SessionSignals::volumeOpened, this, &HistoryPanel::startAnew);
  for (const auto signal : {&SessionSignals::promptsChanged, &SessionSignals::previewChanged,
                            &SessionSignals::masksChanged, &SessionSignals::labelsChanged,
                            &SessionSignals::modelChanged}) {
    connect(&signals, signal, this, &HistoryPanel::addNew);
  }
  connect(&signals, &SessionSignals::pastChanged, this, &HistoryPanel::follow);
  startAnew();
}

void HistoryPanel::startAnew() {
  {
    const QSignalBlocker quiet(list_);
    list_->clear();
  }
  addNew();
}

void HistoryPanel::addNew() {
  const auto& history = session_.history();
  if (static_cast<std::size_t>(list_->count()) == history.size()) return;
  for (std::size_t row = static_cast<std::size_t>(list_->count()); row < history.size(); ++row) {
    const CaseAction& entry = history[row];
    auto* item =
        new QListWidgetItem(tr("%1  %2").arg(entry.number).arg(historyText(entry)), list_);
    item->setToolTip(entry.reader.empty()
                         ? toQString(entry.utc)
                         : tr("%1, %2").arg(toQString(entry.utc), toQString(entry.reader)));
  }
  follow();
}

void HistoryPanel::follow() {
  const QSignalBlocker quiet(list_);
  const auto at = session_.lookingAt();
  list_->setCurrentRow(at ? static_cast<int>(*at) - 1 : list_->count() - 1);
  list_->scrollToItem(list_->currentItem());
  list_->viewport()->update();
}

bool HistoryPanel::eventFilter(QObject* watched, QEvent* event) {
  // The arrows step through the lines here, and through the slices elsewhere.
  if (event->type() == QEvent::ShortcutOverride && movesInList(*static_cast<QKeyEvent*>(event))) {
    event->accept();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace limn::gui
