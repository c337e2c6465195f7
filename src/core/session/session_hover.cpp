// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// The mask under the resting cursor, before the click.

#include "session/guarded.h"
#include "session/session_impl.h"

#include <utility>

namespace limn::core {
namespace {

constexpr const char* kHoverKey = "hover";

}  // namespace

void Session::Impl::rest(SliceRef slice, PixelPoint at) {
  if (!volume || past) return;
  const PromptStep click{PointPrompt{at, true}, {}};
  if (hover && hover->slice == slice && hover->step == click) return;
  embeddings.readerActed();
  dropHover();
  if (!stateOn(slice).steps.empty() || obstacle(slice)) return;
  hover = Hover{slice, click, {}, {}};
  decodeHover();
}

/// Waits without a job for as long as the slice is not encoded; encoded() asks again.
void Session::Impl::decodeHover() {
  if (!hover || hover->decoded) return;
  EmbeddingPtr embedding = embeddings.find(hover->slice);
  if (!embedding) return;
  hover->decoded = std::make_shared<Answers>();
  inference.post(
      kHoverKey, Priority::Hover,
      [this, home = std::weak_ptr(alive), model = predictor, embedding = std::move(embedding),
       steps = std::vector{hover->step}, decoded = hover->decoded,
       focus = focusUse()](const JobContext& job) -> Completion {
        auto result =
            guarded([&] { return answerSteps(*model, *embedding, steps, {}, focus, job); });
        if (result) *decoded = *result;  // a failure is for the click to tell
        return [this, home, decoded, failed = !result] {
          if (home.expired() || !hover || hover->decoded != decoded) return;
          if (failed) return dropHover();
          hover->mask = HoverMask{hover->slice, decoded->front()};
          notify(HoverChanged{});
        };
      });
}

void Session::Impl::dropHover() {
  if (!hover) return;
  const bool wasShown = hover->mask.has_value();
  hover.reset();
  inference.cancel(kHoverKey);
  if (wasShown) notify(HoverChanged{});
}

std::shared_ptr<const Answers> Session::Impl::hoverAnswers() const {
  const bool isSame = hover && present().slice == hover->slice && present().steps.size() == 1 &&
                      present().steps.front() == hover->step;
  return isSame ? hover->decoded : nullptr;
}

void Session::rest(SliceRef slice, PixelPoint at) {
  impl_->rest(slice, at);
}

void Session::endRest() {
  impl_->dropHover();
}

const HoverMask* Session::hoverMask() const {
  return impl_->hover && impl_->hover->mask ? &*impl_->hover->mask : nullptr;
}

bool Session::isHoverPending() const {
  return impl_->hover && impl_->hover->decoded && !impl_->hover->mask;
}

}  // namespace limn::core
