// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "edit_actions.h"

#include "dialogs/operation_dialog.h"
#include "error_text.h"
#include "session_signals.h"
#include "viewer_state.h"

#include <array>
#include <utility>

namespace limn::gui {
namespace {

using Operation = HandEdit::Operation;

constexpr std::array kOperations{std::pair{ActionId::FillHoles, Operation::FillHoles},
                                 std::pair{ActionId::KeepLargest, Operation::KeepLargest},
                                 std::pair{ActionId::RemoveSmall, Operation::RemoveSmall},
                                 std::pair{ActionId::SplitComponents, Operation::SplitComponents},
                                 std::pair{ActionId::GrowMask, Operation::Grow},
                                 std::pair{ActionId::ShrinkMask, Operation::Shrink},
                                 std::pair{ActionId::SmoothMask, Operation::Smooth},
                                 std::pair{ActionId::CloseMask, Operation::Close},
                                 std::pair{ActionId::UniteLabels, Operation::Unite},
                                 std::pair{ActionId::CutNear, Operation::CutNear},
                                 std::pair{ActionId::KeepNear, Operation::KeepNear}};

}  // namespace

EditActions::EditActions(const ActionContext& context, HandEditor& editor, IoRunner& runner,
                         QWidget* window)
    : QObject(window),
      context_(context),
      editor_(editor),
      runner_(runner),
      window_(window),
      amounts_{{Operation::RemoveSmall, 100}, {Operation::Grow, 2},  {Operation::Shrink, 2},
               {Operation::Smooth, 1},        {Operation::Close, 3}, {Operation::CutNear, 2},
               {Operation::KeepNear, 10}} {
  const auto on = [this](ActionId id, auto act) {
    connect(context_.actions.action(id), &QAction::triggered, this, act);
  };
  for (const auto& [id, operation] : kOperations)
    on(id, [this, id = id, operation = operation] { start(id, operation); });
  on(ActionId::CopySliceUp, [this] { copySlice(+1); });
  on(ActionId::CopySliceDown, [this] { copySlice(-1); });
  on(ActionId::ClearSlice, [this] { perform(here(Operation::ClearSlices)); });
  on(ActionId::ClearRange, [this] { clearRange(); });
  on(ActionId::FillBetween, [this] { fillBetween(); });
  connect(&context_.signals, &SessionSignals::volumeOpened, this, [this] { ++study_; });
  for (const auto signal : {&SessionSignals::volumeOpened, &SessionSignals::pastChanged,
                            &SessionSignals::labelsChanged}) {
    connect(&context_.signals, signal, this, &EditActions::refresh);
  }
  refresh();
}

void EditActions::refresh() {
  const core::Session& session = context_.session;
  const bool isNow = session.hasVolume() && !session.lookingAt();
  for (const ActionSpec& spec : actionTable()) {
    if (spec.category != Category::Edit || spec.id == ActionId::EditInVolume) continue;
    const bool needsTwo = spec.id == ActionId::UniteLabels || spec.id == ActionId::CutNear ||
                          spec.id == ActionId::KeepNear;
    const bool hasTwo = isNow && session.document().labels().size() > 1;
    context_.actions.action(spec.id)->setEnabled(needsTwo ? hasTwo : isNow);
  }
}

HandEdit EditActions::here(Operation operation) const {
  const core::SliceRef slice = context_.state.activeSlice();
  return {.operation = operation,
          .label = context_.session.activeLabel(),
          .slice = slice,
          .otherSlice = slice.slice,
          .inVoxels = !hasMillimetres(context_.session.volume().grid.calibration)};
}

void EditActions::start(ActionId id, Operation operation) {
  if (!editor_.mayDraw()) return;
  HandEdit edit = here(operation);
  if (needsAmount(operation)) edit.amount = amounts_[operation];
  if (needsAmount(operation) || needsOther(operation)) {
    QString title = actionText(actionSpec(id));
    ask(edit, title.remove(QChar(0x2026)));
    return;
  }
  if (context_.actions.action(ActionId::EditInVolume)->isChecked()) edit.slice.reset();
  perform(edit);
}

void EditActions::ask(const HandEdit& edit, const QString& title) {
  QAction* inVolume = context_.actions.action(ActionId::EditInVolume);
  auto* dialog = new OperationDialog(context_.session, edit, inVolume->isChecked(), title, window_);
  connect(dialog, &OperationDialog::chosen, this, [this, inVolume](HandEdit chosen, bool whole) {
    if (needsAmount(chosen.operation)) amounts_[chosen.operation] = chosen.amount;
    if (chosen.operation != Operation::ClearSlices) {
      inVolume->setChecked(whole);
      if (whole) chosen.slice.reset();
    }
    perform(chosen);
  });
  dialog->open();
}

/// To the neighbour slice, which is shown then.
void EditActions::copySlice(std::int64_t upwards) {
  if (!editor_.mayDraw()) return;
  HandEdit edit = here(Operation::CopySlice);
  edit.slice->slice = context_.state.steppedSlice(edit.slice->axis, upwards);
  if (edit.slice->slice == edit.otherSlice) return;  // at the end of the volume
  perform(edit);
  context_.state.setSlice(edit.slice->axis, edit.slice->slice);
}

void EditActions::clearRange() {
  if (!editor_.mayDraw()) return;
  QString title = actionText(actionSpec(ActionId::ClearRange));
  ask(here(Operation::ClearSlices), title.remove(QChar(0x2026)));
}

void EditActions::fillBetween() {
  if (!editor_.mayDraw()) return;
  HandEdit edit = here(Operation::FillBetween);
  const auto range = core::slicesToFillBetween(context_.session.document().moment()->voxels(),
                                               edit.label, *edit.slice);
  if (!range) {
    Q_EMIT editor_.refused(
        tr("The label needs masks on two slices of this plane to fill those between."));
    return;
  }
  edit.slice->slice = range->first;
  edit.otherSlice = range->second;
  perform(edit);
}

void EditActions::perform(const HandEdit& edit) {
  if (!editor_.mayDraw()) return;
  const bool isLong = !edit.slice || edit.operation == Operation::FillBetween;
  if (isLong) {
    performBeside(edit);
  } else {
    take(core::operate(*context_.session.document().moment(), edit));
  }
}

void EditActions::performBeside(const HandEdit& edit) {
  if (std::exchange(isRunning_, true)) {
    Q_EMIT editor_.refused(tr("Another operation is still running; wait for it or cancel it."));
    return;
  }
  const core::PastMomentPtr now = context_.session.document().moment();
  runner_.run<core::OperationResult>(
      tr("Working on the mask"),
      [now, edit](const JobContext& job) { return core::operate(*now, edit, job); },
      [this, study = study_, contents = context_.session.history().contents()](
          const Result<core::OperationResult>& result) {
        isRunning_ = false;
        const bool isSame = study == study_ && context_.session.history().contents() == contents;
        if (isSame) {
          take(result);
        } else if (study == study_) {
          Q_EMIT editor_.refused(
              tr("The masks were changed meanwhile, so the operation was not done. Try again."));
        }
      });
}

void EditActions::take(const Result<core::OperationResult>& result) {
  if (!result) {
    if (result.error().code != ErrorCode::Cancelled) {
      Q_EMIT editor_.refused(errorText(result.error()));
    }
    return;
  }
  editor_.commit(result->edit, result->wanted, result->overlap, result->newLabels);
}

}  // namespace limn::gui
