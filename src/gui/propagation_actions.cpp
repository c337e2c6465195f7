// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "propagation_actions.h"

#include "dialogs/range_dialog.h"
#include "error_text.h"
#include "session_signals.h"
#include "viewer_state.h"
#include "views/message_bar.h"

#include <algorithm>

namespace limn::gui {
namespace {

const QString kProposals = QStringLiteral("propagation"), kDone = QStringLiteral("propagated");

}  // namespace

PropagationActions::PropagationActions(const ActionContext& context, QWidget* window)
    : QObject(window), context_(context), window_(window) {
  const auto on = [this](ActionId id, auto act) {
    connect(context_.actions.action(id), &QAction::triggered, this, act);
  };
  on(ActionId::Propagate, [this] { ask(); });
  on(ActionId::AcceptProposals, [this] { accept({}); });
  on(ActionId::AcceptProposal, [this] { accept(context_.state.activeSlice()); });
  on(ActionId::DropProposals, [this] { context_.session.dropPropagation(); });
  const SessionSignals& signals = context_.signals;
  for (const auto signal : {&SessionSignals::volumeOpened, &SessionSignals::modelChanged,
                            &SessionSignals::pastChanged}) {
    connect(&signals, signal, this, &PropagationActions::refresh);
  }
  connect(&context_.state, &ViewerState::crosshairChanged, this, &PropagationActions::refresh);
  connect(&context_.state, &ViewerState::activeAxisChanged, this, &PropagationActions::refresh);
  connect(&signals, &SessionSignals::volumeOpened, this, &PropagationActions::tell);
  connect(&signals, &SessionSignals::propagationChanged, this, [this] {
    refresh();
    tell();
  });
  refresh();
}

void PropagationActions::refresh() {
  const core::Session& session = context_.session;
  const bool isNow = session.hasVolume() && !session.lookingAt();
  const core::Propagation* shown = session.propagation();
  const bool hasProposals = isNow && shown != nullptr && !shown->proposed.empty();
  const auto enable = [this](ActionId id, bool on) { context_.actions.action(id)->setEnabled(on); };
  enable(ActionId::Propagate, isNow && session.model() != nullptr &&
                                  session.layout(context_.state.activeAxis()).slices > 1);
  enable(ActionId::AcceptProposals, hasProposals);
  enable(ActionId::AcceptProposal,
         hasProposals && session.proposalOn(context_.state.activeSlice()) != nullptr);
  enable(ActionId::DropProposals, isNow && shown != nullptr);
}

void PropagationActions::ask() {
  const core::SliceRef here = context_.state.activeSlice();
  const std::int64_t slices = context_.session.layout(here.axis).slices;
  const core::SliceRange proposed{std::max<std::int64_t>(0, here.slice - reach_),
                                  std::min(slices - 1, here.slice + reach_)};
  QString title = actionText(actionSpec(ActionId::Propagate));
  auto* dialog =
      new RangeDialog(title.remove(QChar(0x2026)), slices, here.slice, proposed, window_);
  connect(dialog, &RangeDialog::chosen, this, &PropagationActions::start);
  dialog->open();
}

void PropagationActions::start(core::SliceRange range) {
  const core::SliceRef here = context_.state.activeSlice();
  reach_ = std::max({here.slice - range.first, range.last - here.slice, std::int64_t{1}});
  if (auto begun = context_.session.propagate(here, range); !begun) {
    context_.messages.showError(kProposals, begun.error());
  }
}

void PropagationActions::accept(std::optional<core::SliceRef> only) {
  const auto written = context_.session.acceptProposals(only);
  if (!written) {
    context_.messages.showError(kProposals, written.error());
    return;
  }
  if (only) return;
  context_.messages.show(kDone, MessageItem::Level::Info,
                         tr("Slices with accepted masks: %1.").arg(*written));
}

/// While it runs, then as long as there is something to accept.
void PropagationActions::tell() {
  const core::Propagation* shown = context_.session.propagation();
  if (shown == nullptr) {
    context_.messages.dismiss(kProposals);
    return;
  }
  const auto count = static_cast<int>(shown->proposed.size());
  const QString proposals = tr("Slices with proposed masks: %1.").arg(count);
  if (shown->isRunning) {
    if (running_ == nullptr || context_.messages.find(kProposals) != running_) {
      running_ = &context_.messages.show(kProposals, MessageItem::Level::Busy, proposals);
      running_->addButton(tr("Stop"), [this] { context_.session.stopPropagation(); });
    }
    const auto all = static_cast<double>(shown->range.last - shown->range.first);
    running_->setText(proposals);
    running_->setProgress(count / std::max(1.0, all));
    return;
  }
  if (shown->error) {
    context_.messages.showError(kProposals, *shown->error);
    return;
  }
  MessageItem& item = context_.messages.show(
      kProposals, MessageItem::Level::Info,
      count > 0 ? proposals
                : tr("No mask was proposed: on the neighbouring slices the model is too uncertain, "
                     "or its mask is elsewhere."));
  if (count == 0) return;
  item.stay();
  item.addButton(tr("Accept all"), [this] { accept({}); });
  item.addButton(tr("Discard"), [this] { context_.session.dropPropagation(); });
}

}  // namespace limn::gui
