// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "past_actions.h"

#include "history_text.h"
#include "limn/base/trace.h"
#include "moment_text.h"
#include "session_signals.h"
#include "text.h"
#include "viewer_state.h"

#include <QKeyEvent>
#include <algorithm>

namespace limn::gui {
namespace {

const QString kPast = QStringLiteral("past");

}  // namespace

PastActions::PastActions(const ActionContext& context, QObject* parent)
    : QObject(parent), context_(context) {
  const auto on = [this](ActionId id, auto act) {
    connect(context_.actions.action(id), &QAction::triggered, this, act);
  };
  on(ActionId::EarlierMoment, [this] { step(-1); });
  on(ActionId::LaterMoment, [this] { step(+1); });
  on(ActionId::ReturnToNow, [this] { context_.session.returnToNow(); });
  const SessionSignals& signals = context_.signals;
  for (const auto signal :
       {&SessionSignals::volumeOpened, &SessionSignals::pastChanged, &SessionSignals::masksChanged,
        &SessionSignals::labelsChanged, &SessionSignals::promptsChanged}) {
    connect(&signals, signal, this, &PastActions::refresh);
  }
  connect(&signals, &SessionSignals::editRefused, this, [this] {
    if (context_.session.past()) showBanner(MessageItem::Level::Problem);
  });
  refresh();
}

void PastActions::lookBack(std::size_t actions) {
  core::Session& session = context_.session;
  const auto& history = session.history();
  if (actions < 1 || actions > history.size()) return;
  if (actions < history.size()) trace::beginWait("history to painted moment");
  session.lookBack(actions);
  if (const auto slice = core::sliceOf(history[actions - 1])) {
    context_.state.setActiveAxis(slice->axis);
    context_.state.setSlice(slice->axis, slice->slice);
  }
}

void PastActions::step(int actions) {
  const core::Session& session = context_.session;
  const auto now = static_cast<std::int64_t>(session.history().size());
  const auto from =
      static_cast<std::int64_t>(session.lookingAt().value_or(session.history().size()));
  if (from + actions <= now)
    lookBack(static_cast<std::size_t>(std::max<std::int64_t>(from + actions, 1)));
}

void PastActions::refresh() {
  const core::Session& session = context_.session;
  const auto at = session.lookingAt();
  const auto enable = [this](ActionId id, bool on) { context_.actions.action(id)->setEnabled(on); };
  enable(ActionId::EarlierMoment, at.value_or(session.history().size()) > 1);
  enable(ActionId::LaterMoment, at.has_value());
  enable(ActionId::ReturnToNow, at.has_value());
  if (session.past()) {
    showBanner(MessageItem::Level::Caution);
  } else if (!at) {
    context_.messages.dismiss(kPast);
  }
}

void PastActions::showBanner(MessageItem::Level level) {
  core::Session& session = context_.session;
  const std::size_t actions = session.past()->actions();
  QString moment = momentText(session);
  moment.front() = moment.front().toUpper();
  const QString what = actions > 0 ? historyText(session.history()[actions - 1]) : QString();
  const QString text =
      level == MessageItem::Level::Problem
          ? tr("Nothing was changed: what you see is the case %1. Return to now to go on.")
                .arg(momentText(session))
          : tr("%1: %2. Read-only.").arg(moment, what);
  if (banner_ && banner_->level() == level) {
    banner_->setText(text);
    return;
  }
  MessageItem& item = context_.messages.show(kPast, level, text);
  item.addButton(tr("Return to now"), [&session] { session.returnToNow(); });
  connect(&item, &MessageItem::closed, this, [&session] { session.returnToNow(); });
  banner_ = &item;
}

bool PastActions::refuses(const QKeyEvent& key) {
  if (!context_.session.lookingAt()) return false;
  const auto keys = context_.actions.keys();
  for (const ActionSpec& spec : actionTable()) {
    const bool changes = spec.category == Category::Segment || spec.category == Category::Edit ||
                         spec.category == Category::Labels;
    if (changes && keys.at(spec.id).contains(QKeySequence(key.keyCombination()))) {
      return context_.session.refusesEdit();
    }
  }
  return false;
}

}  // namespace limn::gui
