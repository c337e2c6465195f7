// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// Masks carried from slice to slice.

#include "document/refusal.h"
#include "session/guarded.h"
#include "session/session_impl.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace limn::core {
namespace {

constexpr const char* kPropagateKey = "propagate";

/// Slices to visit, the first one last, so that it is taken off the end.
std::vector<std::int64_t> waitingTowards(std::int64_t start, std::int64_t end) {
  std::vector<std::int64_t> slices = slicesTowards(start, end);
  std::ranges::reverse(slices);
  return slices;
}

}  // namespace

Result<void> Session::Impl::propagate(SliceRef from, SliceRange range) {
  if (auto error = obstacle(from)) return tl::unexpected<Error>(std::move(*error));
  if (refusesEdit()) return refusal();
  const std::int64_t slices = volume->grid.size[static_cast<int>(from.axis)];
  if (range.first < 0 || range.last >= slices || range.first > from.slice ||
      range.last < from.slice) {
    return fail(ErrorCode::OutOfRange,
                fmt::format("slices {} to {} cannot be proposed from slice {} of {}; give a range "
                            "of this volume that holds it",
                            range.first + 1, range.last + 1, from.slice + 1, slices));
  }
  const bool isPreviewed =
      preview.state == Preview::State::Ready && preview.slice == from && preview.current();
  Mask mask =
      isPreviewed ? preview.current()->mask : document->labelMask(from, document->activeLabel());
  if (mask.bounds().isEmpty()) {
    return fail(ErrorCode::NotFound,
                fmt::format("there is no mask of the active label on slice {} to carry to its "
                            "neighbours; click on the structure first",
                            from.slice + 1));
  }
  dropPropagation();
  propagation = std::make_shared<Propagating>();
  propagation->shown = {from, range, {}, true, {}};
  propagation->start = propagation->before = std::move(mask);
  propagation->ahead = waitingTowards(from.slice, range.last);
  propagation->behind = waitingTowards(from.slice, range.first);
  notify(PropagationChanged{});
  propagateFurther();
  return {};
}

/// One slice a job, so that a click waits for one slice at most; a click that stops the encode of a
/// slice has it encoded once more afterwards.
void Session::Impl::propagateFurther() {
  if (propagation->ahead.empty()) {
    if (propagation->behind.empty()) return endPropagation({});
    propagation->ahead = std::exchange(propagation->behind, {});
    propagation->before = propagation->start;
  }
  const SliceRef slice{propagation->shown.from.axis, propagation->ahead.back()};
  inference.post(
      kPropagateKey, Priority::Propagation,
      [this, run = std::weak_ptr(propagation), slice, model = predictor, source = *volume,
       shownAs = mapping, known = embeddings.find(slice), before = propagation->before,
       focus = focusUse()](const JobContext& job) -> Completion {
        auto result = guarded([&]() -> Result<std::optional<PropagatedSlice>> {
          EmbeddingPtr embedding = known;
          if (!embedding) {
            auto made = model->encode(renderModelInput(source, sliceLayout(source.grid, slice.axis),
                                                       slice.slice, shownAs),
                                      job);
            if (!made) return passOn(made);
            embedding = std::move(*made);
          }
          return propagateTo(*model, *embedding, slice.slice, before, focus);
        });
        return [this, run, result = std::move(result)]() mutable {
          const auto mine = run.lock();  // null once dropped, or another study is open
          if (mine && mine->shown.isRunning) propagated(std::move(result));
        };
      });
}

void Session::Impl::propagated(Result<std::optional<PropagatedSlice>> result) {
  if (!result && result.error().code != ErrorCode::Cancelled) {
    return endPropagation(std::move(result.error()));
  }
  if (result && *result) {
    propagation->ahead.pop_back();
    propagation->before = (*result)->answer.mask;
    propagation->shown.proposed.push_back(std::move(**result));
    notify(PropagationChanged{});
  } else if (result) {
    propagation->ahead.clear();
  }
  propagateFurther();
}

void Session::Impl::endPropagation(std::optional<Error> error) {
  if (!propagation || !propagation->shown.isRunning) return;
  propagation->shown.isRunning = false;
  propagation->shown.error = std::move(error);
  inference.cancel(kPropagateKey);
  notify(PropagationChanged{});
}

void Session::Impl::dropPropagation() {
  if (!propagation) return;
  propagation.reset();
  inference.cancel(kPropagateKey);
  notify(PropagationChanged{});
}

Result<std::size_t> Session::Impl::acceptProposals(std::optional<SliceRef> only) {
  if (refusesEdit()) return refusal();
  if (!propagation || propagation->shown.proposed.empty()) {
    return fail(ErrorCode::WrongUse, "there is no proposed mask to accept");
  }
  const LabelInfo* label = document->findLabel(document->activeLabel());
  if (label == nullptr) {
    return fail(ErrorCode::NotFound, "there is no label to accept into; add one first");
  }
  const Axis axis = propagation->shown.from.axis;
  const LabelInfo into = *label;
  std::vector<PropagatedSlice>& proposed = propagation->shown.proposed;
  std::size_t written = 0;
  for (auto next = proposed.begin(); next != proposed.end();) {
    const SliceRef slice{axis, next->slice};
    const bool isOpen = !stateOn(slice).steps.empty();
    if ((only && *only != slice) || isOpen) {
      ++next;
      continue;
    }
    std::vector<PromptStep> steps;
    for (const Prompt& prompt : next->prompts)
      steps.push_back({prompt, {}});
    auto object = std::make_shared<const CaseObject>(
        acceptedObject(slice, std::move(steps), next->answer, next->candidate));
    auto done = document->write(slice, into.id, next->answer.mask,
                                SegmentationDocument::WriteMode::Add, Overlap::KeepOthers,
                                fmt::format("Accept {}, slice {}", into.name, slice.slice + 1),
                                std::move(object));
    if (!done) {
      if (written > 0) notify(PropagationChanged{});
      return passOn(done);
    }
    next = proposed.erase(next);
    ++written;
  }
  if (proposed.empty() || !only) {
    dropPropagation();
  } else {
    notify(PropagationChanged{});
  }
  return written;
}

Result<void> Session::propagate(SliceRef from, SliceRange range) {
  return impl_->propagate(from, range);
}

void Session::stopPropagation() {
  impl_->endPropagation({});
}

void Session::dropPropagation() {
  impl_->dropPropagation();
}

const Propagation* Session::propagation() const {
  return impl_->propagation ? &impl_->propagation->shown : nullptr;
}

const PropagatedSlice* Session::proposalOn(SliceRef slice) const {
  const Propagation* shown = propagation();
  if (shown == nullptr || shown->from.axis != slice.axis) return nullptr;
  const auto found = std::ranges::find(shown->proposed, slice.slice, &PropagatedSlice::slice);
  return found == shown->proposed.end() ? nullptr : &*found;
}

Result<std::size_t> Session::acceptProposals(std::optional<SliceRef> only) {
  return impl_->acceptProposals(only);
}

}  // namespace limn::core
