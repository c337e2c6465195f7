// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "case_actions.h"

#include "error_text.h"
#include "session_signals.h"
#include "study_controller.h"
#include "text.h"
#include "viewer_state.h"
#include "views/message_bar.h"

#include <QFileDialog>
#include <QFileInfo>

namespace limn::gui {
namespace {

using core::Saving;
const QString kCase = QStringLiteral("case"), kSegment = QStringLiteral("segment"),
              kBookmark = QStringLiteral("bookmark");

QFileDialog* openFileDialog(QWidget* parent, const QString& title, QFileDialog::FileMode mode) {
  auto* dialog = new QFileDialog(parent, title);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(mode);
  dialog->open();
  return dialog;
}

}  // namespace

CaseActions::CaseActions(const ActionContext& context, StudyController& study, QWidget* window)
    : QObject(window), context_(context), study_(study), window_(window) {
  const auto on = [this](ActionId id, auto act) {
    connect(context_.actions.action(id), &QAction::triggered, this, act);
  };
  on(ActionId::OpenCase, &CaseActions::chooseCase);
  on(ActionId::SaveCaseCopy, &CaseActions::chooseCopy);
  on(ActionId::ContinueMask, &CaseActions::continueMask);
  on(ActionId::NextBookmark, [this] { goToBookmark(nextBookmark_); });
  const SessionSignals& signals = context_.signals;
  connect(&signals, &SessionSignals::volumeOpened, this, [this] {
    for (const QString& key : {kCase, kBookmark})
      context_.messages.dismiss(key);
    refresh();
    if (context_.session.bookmarks().empty()) {
      goToLatestAction();
    } else {
      goToBookmark(0);
    }
  });
  connect(&signals, &SessionSignals::masksChanged, this, &CaseActions::refresh);
  connect(&signals, &SessionSignals::pastChanged, this, &CaseActions::refresh);
  connect(&signals, &SessionSignals::savedStateChanged, this, &CaseActions::showSaving);
  connect(&study_, &StudyController::caseFailed, this, [this](const Error& error) {
    context_.messages
        .show(kCase, MessageItem::Level::Caution,
              error.code == ErrorCode::Locked
                  ? tr("This case is read-only, and what you do here is not kept: %1")
                        .arg(toQString(error.message()))
                  : tr("What you do here is not kept: %1").arg(errorText(error)))
        .stay();
  });
  connect(&study_, &StudyController::sourceNeeded, this,
          [this](const QString& file, const Error&) { askForSource(file); });
  connect(&study_, &StudyController::caseCopied, this, [this](const QString& file) {
    context_.messages.show(kCase, MessageItem::Level::Info,
                           tr("A copy of the case is in %1.").arg(file));
  });
  refresh();
}

void CaseActions::refresh() {
  const core::Session& session = context_.session;
  const auto enable = [this](ActionId id, bool on) { context_.actions.action(id)->setEnabled(on); };
  enable(ActionId::SaveCaseCopy, session.caseStore() != nullptr);
  enable(ActionId::ContinueMask,
         session.hasVolume() && !session.document().objects().empty() && !session.lookingAt());
  enable(ActionId::NextBookmark, !session.bookmarks().empty());
}

void CaseActions::showSaving() {
  const Saving saving = context_.session.saving();
  if (saving.state == Saving::State::Failed && saving.error) {
    context_.messages.show(
        kCase, MessageItem::Level::Problem,
        tr("The last actions are not on the disk yet: %1").arg(errorText(*saving.error)));
  } else if (const MessageItem* shown = context_.messages.find(kCase);
             shown != nullptr && shown->level() == MessageItem::Level::Problem) {
    context_.messages.dismiss(kCase);
  }
}

void CaseActions::continueMask() {
  core::Session& session = context_.session;
  const core::SliceRef slice = context_.state.activeSlice();
  const VoxelIndex at = context_.state.crosshair();
  const PixelPoint pixel = session.layout(slice.axis)
                               .toPixel({static_cast<double>(at.x), static_cast<double>(at.y),
                                         static_cast<double>(at.z)});
  auto continued = session.continueObject(slice, pixel);
  // Nothing under the crosshair: the latest mask of the slice is meant.
  if (!continued && continued.error().code == ErrorCode::NotFound) {
    continued = session.continueObject(slice);
  }
  if (continued) {
    context_.messages.dismiss(kSegment);
  } else {
    context_.messages.showError(kSegment, continued.error());
  }
}

void CaseActions::goToLatestAction() {
  const auto latest = context_.session.lastSlice();
  if (!latest) return;
  context_.state.setActiveAxis(latest->axis);
  context_.state.setSlice(latest->axis, latest->slice);
}

void CaseActions::goToBookmark(std::size_t index) {
  const auto& bookmarks = context_.session.bookmarks();
  if (bookmarks.empty()) return;
  const CaseBookmark& bookmark = bookmarks[index % bookmarks.size()];
  nextBookmark_ = (index + 1) % bookmarks.size();
  const bool isNow = !context_.session.lookingAt();
  if (isNow && context_.session.document().findLabel(bookmark.label) != nullptr) {
    context_.session.setActiveLabel(bookmark.label);
  }
  context_.state.setActiveAxis(bookmark.slice.axis);
  context_.state.setSlice(bookmark.slice.axis, bookmark.slice.slice);
  context_.messages.show(kBookmark, MessageItem::Level::Info,
                         tr("Bookmarked slice %1 of %2: %3")
                             .arg(index % bookmarks.size() + 1)
                             .arg(bookmarks.size())
                             .arg(toQString(bookmark.note)));
}

void CaseActions::chooseCase() {
  auto* dialog = openFileDialog(window_, tr("Open case"), QFileDialog::ExistingFile);
  dialog->setNameFilters({tr("Cases (*.limn)"), tr("All files (*)")});
  if (const auto store = context_.session.caseStore()) {
    dialog->setDirectory(QFileInfo(toQString(store->path())).absolutePath());
  }
  connect(dialog, &QFileDialog::fileSelected, this,
          [this](const QString& file) { Q_EMIT openRequested(file, {}); });
}

void CaseActions::chooseCopy() {
  auto* dialog = openFileDialog(window_, tr("Save a copy of the case"), QFileDialog::AnyFile);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilters({tr("Cases (*.limn)")});
  dialog->selectFile(caseName(context_.session.volume().source) + QStringLiteral(".limn"));
  connect(dialog, &QFileDialog::fileSelected, &study_, &StudyController::copyCase);
}

void CaseActions::askForSource(const QString& file) {
  MessageItem& item = context_.messages.show(
      kCase, MessageItem::Level::Caution,
      tr("The scan that %1 is about is not where it was, or has other pixels. Where is it now?")
          .arg(QFileInfo(file).fileName()));
  const auto ask = [this, file](QFileDialog::FileMode mode) {
    auto* dialog = openFileDialog(window_, tr("The scan of this case"), mode);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, file](const QString& place) { Q_EMIT openRequested(file, place); });
  };
  item.addButton(tr("Choose file…"), [ask] { ask(QFileDialog::ExistingFile); });
  item.addButton(tr("Choose folder…"), [ask] { ask(QFileDialog::Directory); });
}

}  // namespace limn::gui
