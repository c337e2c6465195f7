// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "document/refusal.h"
#include "session/guarded.h"
#include "session/session_impl.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace limn::core {

using Kind = CaseAction::Kind;

Result<std::shared_ptr<SegmentationDocument>> replay(CaseData& data) {
  auto document = std::make_shared<SegmentationDocument>(data.source.grid, data.source.source,
                                                         data.firstLabels);
  for (CaseAction& action : data.actions) {
    if (auto done = document->restore(std::move(action)); !done) {
      return passOn(done, "the case is damaged");
    }
  }
  data.actions.clear();
  return document;
}

Result<void> Session::Impl::openCase(Volume next, OpenedCase opened) {
  if (opened.data.source.grid.size != next.grid.size) {
    return fail(ErrorCode::Mismatch, "the case is about a volume of another size");
  }
  const bool isOpen = recorder && opened.store == recorder->store();
  if (isOpen) {
    returnToNow();
    opened.document = document;  // the file has no more than what was done here
    opened.data.bookmarks = bookmarks;
  } else if (!opened.document) {
    auto made = replay(opened.data);
    if (!made) return passOn(made);
    opened.document = std::move(*made);
  }
  opened.document->setSource(next);
  auto kept = isOpen ? std::exchange(recorder, nullptr) : nullptr;
  auto closed =  // from here on nothing can fail
      open(std::move(next), std::move(opened.document));
  const Journal& journal = document->journal();
  for (std::size_t i = journal.size(); i > 0; --i) {
    if (!journal[i - 1].mapping) continue;
    mapping = *journal[i - 1].mapping;
    break;
  }
  bookmarks = std::move(opened.data.bookmarks);
  if (isOpen) {
    recorder = std::move(kept);
  } else if (opened.store) {
    recorder = std::make_shared<CaseRecorder>(std::move(opened.store), dispatcher,
                                              [this] { notify(SavedStateChanged{}); });
  }
  sourceChanged(false);
  notify(VolumeOpened{});
  promptsMoved();
  release(std::move(closed));
  return {};
}

FocusUse Session::Impl::focusUse() const {
  if (!predictor || predictor->info().focusHash.empty()) return FocusUse::Off;
  return chosenFocus.value_or(predictor->info().focusByDefault ? FocusUse::On : FocusUse::Off);
}

std::optional<ModelInfo> Session::Impl::modelInUse() const {
  if (!predictor) return std::nullopt;
  ModelInfo model = predictor->info();
  if (focusUse() == FocusUse::Off) model.focusHash.clear();
  return model;
}

void Session::Impl::forgetAnswers() {
  ++revision;
  dropPropagation();
  answers.clear();
  answeredSteps.clear();
}

bool Session::Impl::answersAsNow(const CaseObject& object) const {
  const auto model = modelInUse();
  return model && model->weightsHash == object.model.weightsHash &&
         model->adapters == object.model.adapters && model->focusHash == object.model.focusHash &&
         mapping == object.mapping;
}

CaseObjectPtr Session::Impl::findObject(std::int64_t number) const {
  const auto& objects = document->objects();
  const auto found = std::ranges::find(objects, number, [](const auto& o) { return o->number; });
  return found == objects.end() ? nullptr : *found;
}

CaseObject Session::Impl::acceptedObject(SliceRef slice, std::vector<PromptStep> steps,
                                         const Candidate& candidate, std::size_t chosen) const {
  CaseObject object;
  object.number = static_cast<std::int64_t>(document->journal().size()) + 1;
  object.label = document->activeLabel();
  object.slice = slice;
  object.steps = std::move(steps);
  if (object.steps.back().chosen != kGivenMask) object.steps.back().chosen = chosen;
  object.mask = candidate.mask;
  object.chosen = chosen;
  object.predictedIou = candidate.predictedIou;
  object.logits = candidate.logits;
  if (const auto model = modelInUse()) object.model = *model;
  object.mapping = mapping;
  return object;
}

Mask Session::Impl::labelAfter(const CaseObject& old, const Mask& mask) const {
  Mask label = document->labelMask(preview.slice, document->activeLabel());
  std::vector<const Mask*> others;
  for (const CaseObjectPtr& object : document->objects()) {
    const bool isOther = object->number != old.number;
    if (isOther && object->slice == old.slice && object->label == old.label) {
      others.push_back(&object->mask);
    }
  }
  for (std::int64_t y = 0; y < label.height(); ++y) {
    for (std::int64_t x = 0; x < label.width(); ++x) {
      const bool isOlds = old.mask.test(x, y) && std::ranges::none_of(others, [&](const Mask* m) {
                            return m->test(x, y);
                          });
      if (mask.test(x, y)) {
        label.set(x, y);
      } else if (isOlds) {
        label.set(x, y, false);
      }
    }
  }
  return label;
}

Result<void> Session::Impl::continueObject(SliceRef slice, std::optional<PixelPoint> at) {
  if (!volume) return fail(ErrorCode::NotFound, "no study is open");
  if (refusesEdit()) return refusal();
  const auto covers = [&at](const Mask& mask) {
    if (!at) return true;
    const auto x = static_cast<std::int64_t>(std::lround(at->x)),
               y = static_cast<std::int64_t>(std::lround(at->y));
    return x >= 0 && y >= 0 && x < mask.width() && y < mask.height() && mask.test(x, y);
  };
  CaseObjectPtr object;
  for (const CaseObjectPtr& candidate : document->objects()) {
    if (candidate->slice != slice) continue;
    const LabelId label = candidate->label;
    const bool isEdited = document->journal().isEditedSince(candidate->number, slice, label);
    if (covers(isEdited ? document->labelMask(slice, label) : candidate->mask)) object = candidate;
  }
  if (!object) {
    return fail(ErrorCode::NotFound,
                fmt::format("there is no accepted mask to go on with {} slice {}; masks that were "
                            "not made by prompts can be given as a prompt instead",
                            at ? "here on" : "on", slice.slice + 1));
  }
  if (object->steps.empty()) {
    return fail(
        ErrorCode::NotFound,
        fmt::format("the case keeps no prompts for the accepted mask on slice {}; it can be "
                    "given as a mask prompt instead",
                    slice.slice + 1));
  }
  const LabelInfo* label = document->findLabel(object->label);
  if (label->locked) {
    return fail(ErrorCode::Locked,
                fmt::format("label {} is locked; unlock it to change it", label->name));
  }
  document->setActiveLabel(object->label);
  Mask now = document->labelMask(slice, object->label);
  if (document->journal().isEditedSince(object->number, slice, object->label) &&
      !now.bounds().isEmpty()) {
    // What the reader made of it is what the next prompt corrects.
    changePrompts({slice, {{MaskPrompt{std::move(now)}, kGivenMask}}, object->number, true},
                  "Edit mask", Kind::ContinueObject);
    return {};
  }
  changePrompts({slice, object->steps, object->number, true}, "Edit mask", Kind::ContinueObject);
  if (!object->logits || !answersAsNow(*object)) return {};
  // The same network would say the same again: what it said is there, and is shown at once.
  ++revision;
  answers.assign(object->steps.size(), nullptr);
  answers.back() = std::make_shared<const Prediction>(
      Prediction{{{object->mask, object->predictedIou, object->logits}}, 0});
  answeredSteps = object->steps;
  preview = {Preview::State::Ready, slice, answers.back()->candidates, 0, {}};
  notify(PreviewChanged{});
  return {};
}

std::shared_ptr<CaseStore> Session::caseStore() const {
  return impl_->recorder ? impl_->recorder->store() : nullptr;
}

Saving Session::saving() const {
  return impl_->recorder ? impl_->recorder->state() : Saving{};
}

void Session::finishSaving() {
  if (impl_->recorder) impl_->recorder->finish();
}

std::function<void()> Session::savingBarrier() const {
  return [recorder = impl_->recorder] {
    if (recorder) recorder->finish();
  };
}

const Journal& Session::history() const {
  static const Journal nothing;
  return impl_->document ? impl_->document->journal() : nothing;
}

std::optional<SliceRef> Session::lastSlice() const {
  for (std::size_t i = history().size(); i > 0; --i) {
    if (auto slice = sliceOf(history()[i - 1])) return slice;
  }
  return std::nullopt;
}

const std::vector<CaseBookmark>& Session::bookmarks() const {
  return impl_->bookmarks;
}

Result<void> Session::continueObject(SliceRef slice, std::optional<PixelPoint> at) {
  return impl_->continueObject(slice, at);
}

}  // namespace limn::core
