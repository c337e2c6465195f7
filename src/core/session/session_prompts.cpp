// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "document/refusal.h"
#include "session/guarded.h"
#include "session/session_impl.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace limn::core {
namespace {

using Kind = CaseAction::Kind;
constexpr const char* kDecodeKey = "decode";

std::string nameOf(const Prompt& prompt) {
  if (const auto* point = std::get_if<PointPrompt>(&prompt)) {
    return point->include ? "include click" : "exclude click";
  }
  return std::holds_alternative<BoxPrompt>(prompt) ? "box" : "mask prompt";
}

/// How many leading steps are the same, their choices included.
std::size_t commonSteps(const std::vector<PromptStep>& a, const std::vector<PromptStep>& b) {
  return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

}  // namespace

PromptState Session::Impl::stateOn(SliceRef slice) const {
  const OpenObjects& open = document->openObjects();
  const auto found =
      std::ranges::find(open, slice, [](const auto& object) { return object->slice; });
  PromptState state = found == open.end() ? PromptState{slice, {}} : **found;
  state.besideOthers = true;
  return state;
}

void Session::Impl::changePrompts(PromptState next, std::string what, Kind kind) {
  next.besideOthers = true;
  if (next == stateOn(*next.slice)) return;
  document->perform(
      {.kind = kind, .what = std::move(what), .prompts = std::move(next), .model = modelInUse()});
}

/// The object that was changed last has the focus.
void Session::Impl::promptsMoved() {
  const OpenObjects& open = document->openObjects();
  inFocus = open.empty() ? std::make_shared<const PromptState>() : open.back();
  focusMoved();
}

bool Session::Impl::focusObject(SliceRef slice) {
  if (!document) return false;
  const OpenObjects& open = document->openObjects();
  const auto found =
      std::ranges::find(open, slice, [](const auto& object) { return object->slice; });
  if (found == open.end()) return false;
  if (std::exchange(inFocus, *found) != *found) focusMoved();
  return true;
}

void Session::Impl::focusMoved() {
  ++revision;
  const PromptState& present = *inFocus;
  if (!present.slice || *present.slice != preview.slice || present.steps.empty()) {
    answers.clear();
    answeredSteps.clear();
    preview = {};
  }
  // An answer stays as long as its step and all before are the same; a choice made at a step
  // changes what later steps were fed, not its own answer.
  std::size_t keep = commonSteps(answeredSteps, present.steps);
  if (keep < answeredSteps.size() && keep < present.steps.size() &&
      answeredSteps[keep].prompt == present.steps[keep].prompt) {
    ++keep;
  }
  answers.resize(std::min(answers.size(), keep));
  if (!answers.empty() && !answers.back()) answers.clear();  // of a continued mask only the last
  answeredSteps.assign(present.steps.begin(),
                       present.steps.begin() + static_cast<std::ptrdiff_t>(answers.size()));
  notify(PromptsChanged{});
  requestPreview();
  dropHover();
}

void Session::Impl::requestPreview() {
  const PromptState& present = *inFocus;
  embeddings.setUrgent(present.slice);
  if (!present.slice) {
    preview = {};
    notify(PreviewChanged{});
    return;
  }
  preview.slice = *present.slice;
  preview.error.reset();
  if (auto error = obstacle(*present.slice)) {
    failPreview(std::move(*error));
    return;
  }
  if (answers.size() == present.steps.size()) {
    showAnswer();
  } else if (EmbeddingPtr embedding = embeddings.find(*present.slice)) {
    decode(std::move(embedding));
  } else {
    preview.state = Preview::State::Encoding;
    notify(PreviewChanged{});
  }
}

std::optional<Error> Session::Impl::obstacle(SliceRef slice) const {
  if (!volume) return Error{ErrorCode::WrongUse, "no study is open; open one to segment", {}};
  if (const auto slices = volume->grid.size[static_cast<int>(slice.axis)];
      slice.slice < 0 || slice.slice >= slices) {
    return Error{ErrorCode::OutOfRange,
                 fmt::format("there is no slice {}; the volume has 0 to {} along this axis",
                             slice.slice, slices - 1),
                 {}};
  }
  if (!predictor) {
    return Error{ErrorCode::NotFound,
                 "no model is loaded; open a SAM-Med2D, SAM or MedSAM checkpoint to segment",
                 {}};
  }
  return std::nullopt;
}

void Session::Impl::decode(EmbeddingPtr embedding) {
  const auto foreseen = hoverAnswers();
  if (foreseen && hover->mask) {
    decoded(revision, *foreseen, 0);
    return;
  }
  preview.state = Preview::State::Decoding;
  notify(PreviewChanged{});
  const auto asked = std::chrono::steady_clock::now();
  const bool showsFirst = focusUse() == FocusUse::On && present().steps.size() == 1 &&
                          !std::holds_alternative<MaskPrompt>(present().steps.front().prompt);
  inference.post(
      kDecodeKey, Priority::Click,
      [this, home = std::weak_ptr(alive), model = predictor, embedding = std::move(embedding),
       steps = present().steps, known = answers, foreseen, asked, focus = focusUse(), showsFirst,
       dispatch = dispatcher, forRevision = revision](const JobContext& job) -> Completion {
        const bool isForeseen = foreseen && !foreseen->empty();
        if (showsFirst && !isForeseen) {
          auto first = guarded(
              [&] { return answerSteps(*model, *embedding, steps, {}, FocusUse::Off, job); });
          if (first) {
            dispatch([this, home, forRevision, first = std::move(*first)] {
              if (!home.expired()) showFirst(forRevision, first);
            });
          }
        }
        auto result = guarded([&] {
          return answerSteps(*model, *embedding, steps, isForeseen ? *foreseen : known, focus, job);
        });
        return [this, home, forRevision, asked, result = std::move(result)]() mutable {
          if (home.expired()) return;
          const std::chrono::duration<double, std::milli> elapsed =
              std::chrono::steady_clock::now() - asked;
          decoded(forRevision, std::move(result), elapsed.count());
        };
      });
}

void Session::Impl::showFirst(std::uint64_t asked, const Answers& first) {
  if (asked != revision || preview.state != Preview::State::Decoding) return;
  preview.candidates = first.back()->candidates;
  preview.chosen = first.back()->best;
  notify(PreviewChanged{});
}

void Session::Impl::decoded(std::uint64_t asked, Result<Answers> result, double ms) {
  if (asked != revision) return;  // the prompts have moved on; a newer answer is under way
  if (!result) {
    failPreview(std::move(result.error()));
    return;
  }
  clickMs = ms;
  answers = std::move(*result);
  showAnswer();
}

void Session::Impl::showAnswer() {
  answeredSteps = present().steps;
  const Prediction& last = *answers.back();
  preview.state = Preview::State::Ready;
  preview.candidates = last.candidates;
  preview.chosen =
      std::min(answeredSteps.back().chosen.value_or(last.best), last.candidates.size() - 1);
  notify(PreviewChanged{});
}

void Session::Impl::failPreview(Error error) {
  preview.state = Preview::State::Failed;
  preview.candidates.clear();
  preview.error = std::move(error);
  notify(PreviewChanged{});
}

/// Starting from this slice's own mask means changing it; anything else adds an object to the
/// label.
bool Session::Impl::replacesLabel() const {
  const Mask own = document->labelMask(preview.slice, document->activeLabel());
  return std::ranges::any_of(present().steps, [&](const PromptStep& step) {
    const auto* given = std::get_if<MaskPrompt>(&step.prompt);
    return given != nullptr && given->mask == own;
  });
}

std::optional<Error> Session::Impl::nothingToAccept(std::optional<SliceRef> inView) const {
  if (inView && present().slice && *inView != *present().slice) {
    const SliceRef pending = *present().slice;
    const auto plane = anatomicalName(sliceLayout(volume->grid, pending.axis).anatomical);
    return Error{ErrorCode::WrongUse,
                 fmt::format("there is no mask to accept on this slice; one waits on {} slice {}",
                             plane, pending.slice + 1),
                 {}};
  }
  if (preview.state == Preview::State::Encoding || preview.state == Preview::State::Decoding) {
    return Error{
        ErrorCode::WrongUse, "the mask is still being made; accept it once it is shown", {}};
  }
  if (preview.state != Preview::State::Ready || preview.current() == nullptr) {
    return Error{
        ErrorCode::WrongUse, "there is no mask to accept; place a click or a box first", {}};
  }
  return std::nullopt;
}

Result<WriteFootprint> Session::Impl::accept(std::optional<SliceRef> inView) {
  if (refusesEdit()) return refusal();
  if (inView) focusObject(*inView);
  if (auto error = nothingToAccept(inView)) return tl::unexpected<Error>(std::move(*error));
  const LabelInfo* label = document->findLabel(document->activeLabel());
  if (label == nullptr) {
    return fail(ErrorCode::NotFound, "there is no label to accept into; add one first");
  }
  using Mode = SegmentationDocument::WriteMode;
  const Candidate candidate = *preview.current();
  const bool replaces = replacesLabel();
  CaseObjectPtr continued = findObject(present().continues);
  if (continued && continued->label != label->id) continued = nullptr;
  CaseObject object = acceptedObject(preview.slice, present().steps, candidate, preview.chosen);
  object.entry = replaces ? CaseObject::Entry::Replaced : CaseObject::Entry::Added;
  object.continues = continued ? continued->number : 0;
  return document->write(
      preview.slice, label->id,
      continued && !replaces ? labelAfter(*continued, candidate.mask) : candidate.mask,
      replaces || continued ? Mode::Replace : Mode::Add, Overlap::KeepOthers,
      fmt::format("Accept {}, slice {}", label->name, preview.slice.slice + 1),
      std::make_shared<const CaseObject>(std::move(object)));
}

void Session::addPoint(SliceRef slice, PixelPoint at, bool include) {
  if (!impl_->document) return impl_->failPreview(*impl_->obstacle(slice));
  if (impl_->refusesEdit()) return;
  PromptState next = impl_->stateOn(slice);
  next.steps.push_back({PointPrompt{at, include}, {}});
  std::string what = "Add " + nameOf(next.steps.back().prompt);
  impl_->changePrompts(std::move(next), std::move(what), Kind::AddPoint);
}

void Session::setBox(SliceRef slice, PixelPoint corner, PixelPoint opposite, BoxUse use) {
  if (!impl_->document) return impl_->failPreview(*impl_->obstacle(slice));
  if (impl_->refusesEdit()) return;
  PromptState next = impl_->stateOn(slice);
  if (use == BoxUse::Replace) {
    const auto isBox = [](const PromptStep& step) {
      return std::holds_alternative<BoxPrompt>(step.prompt);
    };
    const auto first = std::ranges::find_if(next.steps, isBox);
    for (auto later = first; later != next.steps.end(); ++later)
      later->chosen.reset();
    next.steps.erase(std::remove_if(first, next.steps.end(), isBox), next.steps.end());
  }
  next.steps.push_back({BoxPrompt{{std::min(corner.x, opposite.x), std::min(corner.y, opposite.y)},
                                  {std::max(corner.x, opposite.x), std::max(corner.y, opposite.y)}},
                        {}});
  impl_->changePrompts(std::move(next), "Draw box", Kind::DrawBox);
}

Result<void> Session::useMaskPrompt(SliceRef slice, SliceRef from) {
  if (!impl_->volume) return fail(ErrorCode::NotFound, "no study is open");
  if (impl_->refusesEdit()) return refusal();
  const std::int64_t slices = layout(from.axis).slices;
  if (from.axis != slice.axis || from.slice < 0 || from.slice >= slices || slice.slice < 0 ||
      slice.slice >= slices) {
    return fail(ErrorCode::NotFound, "there is no such neighbour slice");
  }
  Mask mask = impl_->document->labelMask(from, activeLabel());
  if (mask.bounds().isEmpty()) {
    return fail(ErrorCode::NotFound,
                fmt::format("the active label has no mask on slice {}", from.slice + 1));
  }
  PromptState next = impl_->stateOn(slice);
  next.steps.push_back({MaskPrompt{std::move(mask)}, {}});
  impl_->changePrompts(std::move(next), "Use mask as prompt", Kind::GiveMask);
  return {};
}

std::vector<Prompt> Session::prompts() const {
  std::vector<Prompt> list;
  for (const PromptStep& step : impl_->present().steps)
    list.push_back(step.prompt);
  return list;
}

std::optional<SliceRef> Session::promptSlice() const {
  return impl_->present().slice;
}

std::vector<OpenObject> Session::openObjects() const {
  std::vector<OpenObject> list;
  if (!impl_->document) return list;
  for (const auto& open : impl_->document->openObjects()) {
    const CaseObjectPtr continued = impl_->findObject(open->continues);
    list.push_back({*open->slice, continued ? continued->label : activeLabel(), {}});
    for (const PromptStep& step : open->steps)
      list.back().prompts.push_back(step.prompt);
  }
  return list;
}

bool Session::focusObject(SliceRef slice) {
  return impl_->focusObject(slice);
}

void Session::removePrompt(std::size_t index) {
  if (impl_->refusesEdit()) return;
  PromptState next = impl_->present();
  if (index >= next.steps.size()) return;
  std::string what = "Remove " + nameOf(next.steps[index].prompt);
  next.steps.erase(next.steps.begin() + static_cast<std::ptrdiff_t>(index));
  for (std::size_t i = index; i < next.steps.size(); ++i)
    next.steps[i].chosen.reset();
  impl_->changePrompts(std::move(next), std::move(what), Kind::RemovePrompt);
}

void Session::movePoint(std::size_t index, PixelPoint to) {
  if (impl_->refusesEdit()) return;
  PromptState next = impl_->present();
  if (index >= next.steps.size()) return;
  auto* point = std::get_if<PointPrompt>(&next.steps[index].prompt);
  if (point == nullptr) return;
  point->at = to;
  for (std::size_t i = index; i < next.steps.size(); ++i)
    next.steps[i].chosen.reset();
  impl_->changePrompts(std::move(next), "Move click", Kind::MovePoint);
}

void Session::removeLastPrompt() {
  if (impl_->refusesEdit()) return;
  const std::size_t count = impl_->present().steps.size();
  if (count > 0) removePrompt(count - 1);
}

void Session::clearPrompts() {
  if (impl_->refusesEdit()) return;
  if (impl_->present().steps.empty()) return;
  impl_->changePrompts({impl_->present().slice, {}, 0, true}, "Clear prompts", Kind::ClearPrompts);
}

const Preview& Session::preview() const {
  return impl_->preview;
}

void Session::nextCandidate() {
  if (impl_->refusesEdit()) return;
  const Preview& preview = impl_->preview;
  if (preview.state != Preview::State::Ready || preview.candidates.size() < 2) return;
  const std::size_t next = (preview.chosen + 1) % preview.candidates.size();
  PromptState chosen = impl_->stateOn(preview.slice);
  chosen.steps.back().chosen = next;
  impl_->changePrompts(std::move(chosen), fmt::format("Choose candidate {}", next + 1),
                       Kind::ChooseCandidate);
}

Result<WriteFootprint> Session::accept(std::optional<SliceRef> inView) {
  return impl_->accept(inView);
}

}  // namespace limn::core
