// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "history_panel.h"

#include "session_signals.h"
#include "text.h"
#include "viewer_state.h"

#include <QListWidget>
#include <QVBoxLayout>

namespace limn::gui {

HistoryPanel::HistoryPanel(core::Session& session, const SessionSignals& signals,
                           ViewerState& state, QWidget* parent)
    : QWidget(parent), session_(session), state_(state) {
  list_ = new QListWidget(this);
  list_->setObjectName(QStringLiteral("historyList"));
  list_->setUniformItemSizes(true);
  list_->setFocusPolicy(Qt::ClickFocus);
  auto* box = new QVBoxLayout(this);
  box->setContentsMargins(4, 0, 4, 6);
  box->addWidget(list_);
  connect(list_, &QListWidget::itemActivated, this,
          [this](QListWidgetItem* item) { show(static_cast<std::size_t>(list_->row(item))); });
  connect(list_, &QListWidget::itemClicked, this,
          [this](QListWidgetItem* item) { show(static_cast<std::size_t>(list_->row(item))); });
  connect(&signals, &SessionSignals::volumeOpened, this, &HistoryPanel::startAnew);
  for (const auto signal : {&SessionSignals::promptsChanged, &SessionSignals::previewChanged,
                            &SessionSignals::masksChanged, &SessionSignals::labelsChanged,
                            &SessionSignals::modelChanged}) {
    connect(&signals, signal, this, &HistoryPanel::addNew);
  }
  startAnew();
}

void HistoryPanel::startAnew() {
  list_->clear();
  addNew();
}

void HistoryPanel::addNew() {
  const auto& history = session_.history();
  if (static_cast<std::size_t>(list_->count()) == history.size()) return;
  for (std::size_t row = static_cast<std::size_t>(list_->count()); row < history.size(); ++row) {
    const core::HistoryEntry& entry = history[row];
    auto* item =
        new QListWidgetItem(tr("%1  %2").arg(entry.number).arg(toQString(entry.what)), list_);
    item->setToolTip(entry.reader.empty()
                         ? toQString(entry.utc)
                         : tr("%1, %2").arg(toQString(entry.utc), toQString(entry.reader)));
  }
  list_->scrollToBottom();
}

void HistoryPanel::show(std::size_t row) {
  const auto& history = session_.history();
  if (row >= history.size() || !history[row].slice) return;
  state_.setActiveAxis(history[row].slice->axis);
  state_.setSlice(history[row].slice->axis, history[row].slice->slice);
}

}  // namespace limn::gui
