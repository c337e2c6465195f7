// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// Looking at earlier moments of the case.

#include "limn/base/log.h"
#include "session/guarded.h"
#include "session/session_impl.h"

#include <utility>

namespace limn::core {

void Session::Impl::lookBack(std::size_t actions) {
  if (!document) return;
  if (actions >= document->journal().size()) {
    returnToNow();
    return;
  }
  const bool isFirst = past == nullptr;
  if (isFirst) {
    past = std::make_shared<LookBack>();
    document->setFrozen(true);
    dropHover();
  }
  past->wanted = actions;
  makeMoment();
  if (isFirst) notify(PastChanged{});
}

void Session::Impl::returnToNow() {
  if (!past) return;
  past.reset();
  document->setFrozen(false);
  notify(PastChanged{});
}

/// One moment is made at a time and shown when it is there, also when another one is wanted by
/// then: who holds an arrow key sees the moments go by.
void Session::Impl::makeMoment() {
  const bool isShown = past->shown && past->shown->actions() == past->wanted;
  if (past->isMaking || isShown) return;
  past->isMaking = true;
  pastMoments.post(
      "look back", Priority::Click,
      [this, look = std::weak_ptr(past), journal = document->journal(), wanted = past->wanted,
       known = past->shown](const JobContext& job) -> Completion {
        auto made = guarded(
            [&]() -> Result<PastMomentPtr> { return journal.momentAfter(wanted, known, job); });
        return [this, look, made = std::move(made)] {
          const auto mine = look.lock();
          if (!mine) return;  // in the present again, or another study is open
          mine->isMaking = false;
          if (!made) {
            log::error("cannot show an earlier moment: {}", made.error().message());
            returnToNow();
            return;
          }
          mine->shown = *made;
          notify(PastChanged{});
          if (past == mine) makeMoment();
        };
      });
}

bool Session::Impl::refusesEdit() const {
  if (past) notify(EditRefused{});
  return past != nullptr;
}

void Session::lookBack(std::size_t actions) {
  impl_->lookBack(actions);
}

void Session::returnToNow() {
  impl_->returnToNow();
}

std::optional<std::size_t> Session::lookingAt() const {
  return impl_->past ? std::optional(impl_->past->wanted) : std::nullopt;
}

PastMomentPtr Session::past() const {
  return impl_->past ? impl_->past->shown : nullptr;
}

bool Session::isPastPending() const {
  return impl_->past && impl_->past->isMaking;
}

const LabelView& Session::shown() const {
  if (impl_->past && impl_->past->shown) return *impl_->past->shown;
  return *impl_->document;
}

std::vector<Prompt> Session::shownPrompts() const {
  const PastMomentPtr moment = past();
  return moment ? moment->prompts() : prompts();
}

std::optional<SliceRef> Session::shownPromptSlice() const {
  const PastMomentPtr moment = past();
  return moment ? moment->promptSlice() : promptSlice();
}

bool Session::refusesEdit() const {
  return impl_->refusesEdit();
}

}  // namespace limn::core
