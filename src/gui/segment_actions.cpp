// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "segment_actions.h"

#include "history_text.h"
#include "model_controller.h"
#include "session_signals.h"
#include "text.h"
#include "viewer_state.h"
#include "views/message_bar.h"
#include "views/open_object_list.h"

#include <algorithm>

namespace limn::gui {
namespace {

constexpr int kLabelKeys = 9;
const QString kMessage = QStringLiteral("segment");

}  // namespace

SegmentActions::SegmentActions(const ActionContext& context, QObject* parent)
    : QObject(parent), context_(context) {
  connectPrompts();
  connectLabels();
  const SessionSignals& signals = context_.signals;
  for (const auto signal : {&SessionSignals::volumeOpened, &SessionSignals::masksChanged,
                            &SessionSignals::labelsChanged, &SessionSignals::promptsChanged,
                            &SessionSignals::previewChanged, &SessionSignals::savedStateChanged,
                            &SessionSignals::pastChanged}) {
    connect(&signals, signal, this, &SegmentActions::refresh);
  }
  connect(&signals, &SessionSignals::previewChanged, this, [this] {
    const core::Preview& preview = context_.session.preview();
    const bool isModelOnItsWay =
        context_.session.model() == nullptr && context_.models.isBusy();  // a message says so
    if (preview.state == core::Preview::State::Failed && preview.error && !isModelOnItsWay) {
      context_.messages.showError(kMessage, *preview.error);
    } else {
      context_.messages.dismiss(kMessage);
    }
  });
  refresh();
}

void SegmentActions::connectPrompts() {
  core::Session& session = context_.session;
  const auto on = [this](ActionId id, auto act) {
    connect(context_.actions.action(id), &QAction::triggered, this, act);
  };
  on(ActionId::Undo, [&session] { session.undo(); });
  on(ActionId::Redo, [&session] { session.redo(); });
  on(ActionId::Accept, [this] { accept(); });
  on(ActionId::NextCandidate, [&session] { session.nextCandidate(); });
  on(ActionId::RemoveLastPrompt, [&session] { session.removeLastPrompt(); });
  on(ActionId::ClearPrompts, [&session] { session.clearPrompts(); });
  on(ActionId::ShowOpenObject, [this] { showOpenObject(); });
  on(ActionId::MaskFromThisSlice, [this] { useMaskFrom(0); });
  on(ActionId::MaskFromPreviousSlice, [this] { useMaskFrom(-1); });
  on(ActionId::MaskFromNextSlice, [this] { useMaskFrom(+1); });
}

void SegmentActions::connectLabels() {
  connect(context_.actions.action(ActionId::NewLabel), &QAction::triggered, this,
          &SegmentActions::newLabel);
  for (int n = 0; n < kLabelKeys; ++n) {
    connect(context_.actions.action(nthAction(ActionId::Label1, n)), &QAction::triggered, this,
            [this, n] { chooseLabel(static_cast<std::size_t>(n)); });
  }
}

void SegmentActions::refresh() {
  const core::Session& session = context_.session;
  const bool open = session.hasVolume();
  const bool ready = session.preview().state == core::Preview::State::Ready;
  const bool isNow = !session.lookingAt();  // the past cannot be changed
  const auto enable = [&](ActionId id, bool on) {
    context_.actions.action(id)->setEnabled(on && isNow);
  };
  const auto step = [&](ActionId id, const CaseAction* next) {
    QAction* action = context_.actions.action(id);
    enable(id, next != nullptr);
    const QString base = actionText(actionSpec(id));
    action->setText(next == nullptr ? base
                                    : QStringLiteral("%1: %2").arg(base, historyText(*next)));
  };
  step(ActionId::Undo, session.history().toUndo());
  step(ActionId::Redo, session.history().toRedo());
  enable(ActionId::Accept, ready);
  enable(ActionId::NextCandidate, ready && session.preview().candidates.size() > 1);
  enable(ActionId::ShowOpenObject, session.promptSlice().has_value());
  enable(ActionId::RemoveLastPrompt, !session.prompts().empty());
  enable(ActionId::ClearPrompts, !session.prompts().empty());
  for (const auto id : {ActionId::MaskFromThisSlice, ActionId::MaskFromPreviousSlice,
                        ActionId::MaskFromNextSlice, ActionId::NewLabel, ActionId::RemoveLabel}) {
    enable(id, open);
  }
  const std::size_t labels = open ? session.document().labels().size() : 0;
  for (int n = 0; n < kLabelKeys; ++n) {
    const auto row = static_cast<std::size_t>(n);
    QAction* action = context_.actions.action(nthAction(ActionId::Label1, n));
    action->setVisible(row < labels);
    action->setEnabled(isNow);
    if (row < labels) action->setText(toQString(session.document().labels()[row].name));
  }
}

/// To the one in focus; from there to the next one of the list.
void SegmentActions::showOpenObject() {
  auto slice = context_.session.promptSlice();
  if (!slice) return;
  if (context_.state.activeSlice() == *slice) {
    const auto objects = sortedOpenObjects(context_.session);
    const auto here = std::ranges::find(objects, *slice, &core::OpenObject::slice);
    slice = (here == objects.end() || here + 1 == objects.end() ? objects.front() : here[1]).slice;
    context_.session.focusObject(*slice);
  }
  context_.state.setActiveAxis(slice->axis);
  context_.state.setSlice(slice->axis, slice->slice);
}

void SegmentActions::accept() {
  const core::SliceRef slice = context_.session.preview().slice;
  if (!context_.state.isInView(slice)) {
    MessageItem& item = context_.messages.show(
        kMessage, MessageItem::Level::Info,
        tr("Nothing was accepted: the open object is on slice %1, which is not in view.")
            .arg(slice.slice + 1));
    item.addButton(tr("Go there"), [this] { showOpenObject(); });
    return;
  }
  const auto footprint = context_.session.accept();
  if (!footprint) {
    context_.messages.showError(kMessage, footprint.error());
    return;
  }
  context_.messages.dismiss(kMessage);
  if (footprint->refusedByLocks > 0) {
    context_.messages.show(kMessage, MessageItem::Level::Info,
                           tr("Other labels kept their voxels where the mask met them: %1.")
                               .arg(footprint->refusedByLocks));
  }
}

void SegmentActions::useMaskFrom(std::int64_t upwards) {
  const core::SliceRef here = context_.state.activeSlice();
  core::SliceRef from = here;
  from.slice = context_.state.steppedSlice(here.axis, upwards);
  if (upwards != 0 && from == here) return;  // at the end of the volume
  if (auto used = context_.session.useMaskPrompt(here, from); !used) {
    context_.messages.showError(kMessage, used.error());
  }
}

void SegmentActions::newLabel() {
  const LabelId id = context_.session.document().addLabel();
  context_.session.setActiveLabel(id);
}

void SegmentActions::chooseLabel(std::size_t row) {
  if (!context_.session.hasVolume()) return;
  const auto& labels = context_.session.document().labels();
  if (row < labels.size()) context_.session.setActiveLabel(labels[row].id);
}

}  // namespace limn::gui
