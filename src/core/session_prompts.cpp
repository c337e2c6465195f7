// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "guarded.h"
#include "refusal.h"
#include "session_impl.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace limn::core {
namespace {

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
  if (prompts.present().slice == slice) return prompts.present();
  return {slice, {}};
}

void Session::Impl::changePrompts(PromptState next, std::string what, CaseAction::Kind kind) {
  if (next.steps.empty()) next = {};
  if (next == prompts.present()) return;
  documentUndos = 0;
  prompts.change(std::move(next), what);
  recordPrompts(kind, std::move(what));
  promptsMoved();
}

void Session::Impl::promptsMoved() {
  ++revision;
  const PromptState& present = prompts.present();
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
  const PromptState& present = prompts.present();
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
  if (EmbeddingPtr embedding = embeddings.find(*present.slice)) {
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
  queue.post(Lane::Inference, kDecodeKey, Priority::Click,
             [this, home = std::weak_ptr(alive), model = predictor,
              embedding = std::move(embedding), steps = prompts.present().steps, known = answers,
              foreseen, asked, forRevision = revision](const JobContext& job) -> Homecoming {
               const bool isForeseen = foreseen && !foreseen->empty();
               auto result = guarded([&] {
                 return answerSteps(*model, *embedding, steps, isForeseen ? *foreseen : known, job);
               });
               return [this, home, forRevision, asked, result = std::move(result)]() mutable {
                 if (home.expired()) return;
                 const std::chrono::duration<double, std::milli> elapsed =
                     std::chrono::steady_clock::now() - asked;
                 decoded(forRevision, std::move(result), elapsed.count());
               };
             });
}

void Session::Impl::decoded(std::uint64_t asked, Result<Answers> result, double ms) {
  if (asked != revision) return;  // the prompts have moved on; a newer answer is under way
  if (!result) {
    failPreview(std::move(result.error()));
    return;
  }
  clickMs = ms;
  answers = std::move(*result);
  answeredSteps = prompts.present().steps;
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
  const Mask own = document->labelMask(preview.slice, activeLabel);
  return std::ranges::any_of(prompts.present().steps, [&](const PromptStep& step) {
    const auto* given = std::get_if<MaskPrompt>(&step.prompt);
    return given != nullptr && given->mask == own;
  });
}

Result<WriteFootprint> Session::Impl::accept() {
  if (refusesEdit()) return refusal();
  const Candidate* candidate = preview.current();
  if (preview.state == Preview::State::Encoding || preview.state == Preview::State::Decoding) {
    return fail(ErrorCode::WrongUse, "the mask is still being made; accept it once it is shown");
  }
  if (preview.state != Preview::State::Ready || candidate == nullptr) {
    return fail(ErrorCode::WrongUse, "there is no mask to accept; place a click or a box first");
  }
  const LabelInfo* label = document->findLabel(activeLabel);
  if (label == nullptr) {
    return fail(ErrorCode::NotFound, "there is no label to accept into; add one first");
  }
  using Mode = SegmentationDocument::WriteMode;
  const bool replaces = replacesLabel();
  CaseObjectPtr continued = findObject(prompts.present().continues);
  if (continued && continued->label != activeLabel) continued = nullptr;
  const std::string what = fmt::format("Accept {}, slice {}", label->name, preview.slice.slice + 1);
  auto footprint = document->write(
      preview.slice, activeLabel,
      continued && !replaces ? labelAfter(*continued, candidate->mask) : candidate->mask,
      replaces || continued ? Mode::Replace : Mode::Add, Overlap::KeepOthers, what,
      acceptedObject(*candidate, replaces, continued ? continued->number : 0));
  if (!footprint) return footprint;
  prompts.reset();
  documentUndos = 0;
  promptsMoved();
  return footprint;
}

void Session::addPoint(SliceRef slice, PixelPoint at, bool include) {
  if (impl_->refusesEdit()) return;
  PromptState next = impl_->stateOn(slice);
  next.steps.push_back({PointPrompt{at, include}, {}});
  std::string what = "Add " + nameOf(next.steps.back().prompt);
  impl_->changePrompts(std::move(next), std::move(what), CaseAction::Kind::AddPoint);
}

void Session::setBox(SliceRef slice, PixelPoint corner, PixelPoint opposite) {
  if (impl_->refusesEdit()) return;
  PromptState next = impl_->stateOn(slice);
  next.steps.push_back({BoxPrompt{{std::min(corner.x, opposite.x), std::min(corner.y, opposite.y)},
                                  {std::max(corner.x, opposite.x), std::max(corner.y, opposite.y)}},
                        {}});
  impl_->changePrompts(std::move(next), "Draw box", CaseAction::Kind::DrawBox);
}

Result<void> Session::useMaskPrompt(SliceRef slice, SliceRef from) {
  if (!impl_->volume) return fail(ErrorCode::NotFound, "no study is open");
  if (impl_->refusesEdit()) return refusal();
  const std::int64_t slices = layout(from.axis).slices;
  if (from.axis != slice.axis || from.slice < 0 || from.slice >= slices || slice.slice < 0 ||
      slice.slice >= slices) {
    return fail(ErrorCode::NotFound, "there is no such neighbour slice");
  }
  Mask mask = impl_->document->labelMask(from, impl_->activeLabel);
  if (mask.bounds().isEmpty()) {
    return fail(ErrorCode::NotFound,
                fmt::format("the active label has no mask on slice {}", from.slice + 1));
  }
  PromptState next = impl_->stateOn(slice);
  next.steps.push_back({MaskPrompt{std::move(mask)}, {}});
  impl_->changePrompts(std::move(next), "Use mask as prompt", CaseAction::Kind::GiveMask);
  return {};
}

std::vector<Prompt> Session::prompts() const {
  std::vector<Prompt> list;
  for (const PromptStep& step : impl_->prompts.present().steps)
    list.push_back(step.prompt);
  return list;
}

std::optional<SliceRef> Session::promptSlice() const {
  return impl_->prompts.present().slice;
}

void Session::removePrompt(std::size_t index) {
  if (impl_->refusesEdit()) return;
  PromptState next = impl_->prompts.present();
  if (index >= next.steps.size()) return;
  std::string what = "Remove " + nameOf(next.steps[index].prompt);
  next.steps.erase(next.steps.begin() + static_cast<std::ptrdiff_t>(index));
  for (std::size_t i = index; i < next.steps.size(); ++i)
    next.steps[i].chosen.reset();
  impl_->changePrompts(std::move(next), std::move(what), CaseAction::Kind::RemovePrompt);
}

void Session::movePoint(std::size_t index, PixelPoint to) {
  if (impl_->refusesEdit()) return;
  PromptState next = impl_->prompts.present();
  if (index >= next.steps.size()) return;
  auto* point = std::get_if<PointPrompt>(&next.steps[index].prompt);
  if (point == nullptr) return;
  point->at = to;
  for (std::size_t i = index; i < next.steps.size(); ++i)
    next.steps[i].chosen.reset();
  impl_->changePrompts(std::move(next), "Move click", CaseAction::Kind::MovePoint);
}

void Session::removeLastPrompt() {
  if (impl_->refusesEdit()) return;
  const std::size_t count = impl_->prompts.present().steps.size();
  if (count > 0) removePrompt(count - 1);
}

void Session::clearPrompts() {
  if (impl_->refusesEdit()) return;
  if (!impl_->prompts.present().steps.empty()) {
    impl_->changePrompts({}, "Clear prompts", CaseAction::Kind::ClearPrompts);
  }
}

const Preview& Session::preview() const {
  return impl_->preview;
}

void Session::nextCandidate() {
  if (impl_->refusesEdit()) return;
  Preview& preview = impl_->preview;
  if (preview.state != Preview::State::Ready || preview.candidates.size() < 2) return;
  preview.chosen = (preview.chosen + 1) % preview.candidates.size();
  impl_->prompts.choose(preview.chosen);
  impl_->answeredSteps.back().chosen = preview.chosen;
  impl_->recordPrompts(CaseAction::Kind::ChooseCandidate,
                       fmt::format("Choose candidate {}", preview.chosen + 1));
  impl_->notify(PreviewChanged{});
}

Result<WriteFootprint> Session::accept() {
  return impl_->accept();
}

}  // namespace limn::core
