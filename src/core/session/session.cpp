// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/session.h"

#include "session/session_impl.h"

#include <algorithm>
#include <utility>

namespace limn::core {

Session::Impl::Impl(std::shared_ptr<MaskPredictor> model, Dispatcher home, SessionOptions options)
    : dispatcher(std::move(home)),
      predictor(std::move(model)),
      files(dispatcher),
      inference(dispatcher),
      pastMoments(dispatcher),
      embeddings(inference, options, [this](const auto& slices, std::optional<Error> error) {
        encoded(slices, std::move(error));
      }) {}

/// On the thread for files: the last actions are written before files that are opened later, and
/// the window does not wait until the memory of a large volume is freed.
void Session::Impl::release(ClosedStudy closed) {
  if (!closed.volume && !closed.recorder) return;
  auto held = std::make_shared<ClosedStudy>(std::move(closed));
  files.run(
      [held](const JobContext&) {
        if (held->recorder) held->recorder->finish();
        *held = {};
      },
      [] {});
}

Session::Impl::ClosedStudy Session::Impl::open(Volume next,
                                               std::shared_ptr<SegmentationDocument> with) {
  ++revision;
  ClosedStudy closed{std::exchange(recorder, nullptr), std::exchange(volume, std::nullopt),
                     std::exchange(document, nullptr)};
  bookmarks.clear();
  volume = std::move(next);
  mapping = volumeRangeMapping(*volume);
  inFocus = std::make_shared<const PromptState>();
  answeredSteps.clear();
  answers.clear();
  preview = {};
  document = std::move(with);
  propagation.reset();
  past.reset();
  document->setRecorder([this](const CaseAction& action) {
    if (recorder) recorder->record(action);
  });
  documentChanges = document->subscribe([this](const ChangeEvent& event) {
    if (std::holds_alternative<PromptsChanged>(event)) {
      promptsMoved();
    } else {
      notify(event);
    }
  });
  return closed;
}

void Session::Impl::sourceChanged(bool keepEmbeddings) {
  dropHover();
  if (volume && predictor) {
    embeddings.setSource(EmbeddingPrefetch::Source{*volume, mapping, predictor}, keepEmbeddings);
  } else {
    embeddings.setSource(std::nullopt, keepEmbeddings);
  }
  notify(CacheChanged{});
}

void Session::Impl::encoded(const std::vector<SliceRef>& slices, std::optional<Error> error) {
  const auto hasCome = [&](std::optional<SliceRef> slice) {
    return slice && std::ranges::find(slices, *slice) != slices.end();
  };
  const bool isAwaited = preview.state == Preview::State::Encoding && hasCome(present().slice);
  if (isAwaited && error) {
    failPreview(std::move(*error));
  } else if (isAwaited) {
    requestPreview();
  }
  if (hover && hasCome(hover->slice) && !error) decodeHover();
  notify(CacheChanged{});
}

Session::Session(std::shared_ptr<MaskPredictor> predictor, Dispatcher dispatcher,
                 SessionOptions options)
    : impl_(std::make_unique<Impl>(std::move(predictor), std::move(dispatcher), options)) {}
Session::~Session() = default;

void Session::open(Volume volume) {
  auto document = std::make_shared<SegmentationDocument>(volume);
  auto closed = impl_->open(std::move(volume), std::move(document));
  impl_->sourceChanged(false);
  impl_->notify(VolumeOpened{});
  impl_->release(std::move(closed));
}
Result<void> Session::open(Volume volume, OpenedCase opened) {
  return impl_->openCase(std::move(volume), std::move(opened));
}
bool Session::hasVolume() const {
  return impl_->volume.has_value();
}
const Volume& Session::volume() const {
  return *impl_->volume;
}
SegmentationDocument& Session::document() {
  return *impl_->document;
}
const SegmentationDocument& Session::document() const {
  return *impl_->document;
}
SliceLayout Session::layout(Axis axis) const {
  return sliceLayout(impl_->volume->grid, axis);
}

void Session::setPredictor(std::shared_ptr<MaskPredictor> predictor) {
  impl_->predictor = std::move(predictor);
  impl_->chosenFocus.reset();
  impl_->forgetAnswers();
  impl_->clickMs.reset();
  impl_->sourceChanged(true);
  impl_->notify(ModelChanged{});
  impl_->requestPreview();
}

const ModelInfo* Session::model() const {
  return impl_->predictor ? &impl_->predictor->info() : nullptr;
}

FocusUse Session::focusUse() const {
  return impl_->focusUse();
}

void Session::setFocusUse(FocusUse use) {
  if (use == focusUse() || impl_->refusesEdit()) return;
  impl_->chosenFocus = use;
  impl_->forgetAnswers();
  impl_->dropHover();
  impl_->notify(ModelChanged{});
  impl_->requestPreview();
}

const InputMapping& Session::inputMapping() const {
  return impl_->mapping;
}

void Session::setInputMapping(InputMapping mapping) {
  if (mapping == impl_->mapping || impl_->refusesEdit()) return;
  impl_->mapping = mapping;
  if (impl_->document) {
    impl_->document->perform({.kind = CaseAction::Kind::SetMapping,
                              .what = "Show the model " + describe(mapping),
                              .mapping = mapping});
  }
  impl_->forgetAnswers();
  impl_->sourceChanged(true);
  impl_->notify(ModelChanged{});
  impl_->requestPreview();
}

SlicePicture Session::modelInput(SliceRef slice) const {
  return renderModelInput(*impl_->volume, layout(slice.axis), slice.slice, impl_->mapping);
}

void Session::focus(SliceRef slice) {
  impl_->embeddings.setFocus(slice);
  impl_->focusObject(slice);
  impl_->notify(CacheChanged{});
}

void Session::setEncodeScope(EncodeScope scope) {
  impl_->embeddings.setScope(scope);
  impl_->notify(CacheChanged{});
}
EncodeScope Session::encodeScope() const {
  return impl_->embeddings.scope();
}

bool Session::isEncoded(SliceRef slice) const {
  return impl_->embeddings.contains(slice);
}

LabelId Session::activeLabel() const {
  return impl_->document ? impl_->document->activeLabel() : LabelId{0};
}

void Session::setActiveLabel(LabelId id) {
  if (!impl_->document || id == activeLabel() || impl_->refusesEdit()) return;
  impl_->document->setActiveLabel(id);
}

bool Session::undo() {
  return !impl_->refusesEdit() && impl_->document && impl_->document->undo();
}

bool Session::redo() {
  return !impl_->refusesEdit() && impl_->document && impl_->document->redo();
}

std::string Session::undoText() const {
  return impl_->document ? impl_->document->undoText() : std::string();
}

std::string Session::redoText() const {
  return impl_->document ? impl_->document->redoText() : std::string();
}

std::uint64_t Session::revision() const {
  return impl_->revision;
}
Latency Session::latency() const {
  return {impl_->embeddings.lastEncodeMs(), impl_->clickMs};
}
CacheStatus Session::cacheStatus() const {
  return impl_->embeddings.status();
}

Subscription Session::subscribe(std::function<void(const ChangeEvent&)> observer) {
  return impl_->observers.add(std::move(observer));
}

FileWork& Session::files() {
  return impl_->files;
}

}  // namespace limn::core
