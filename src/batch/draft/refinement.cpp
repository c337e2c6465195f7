// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/refinement.h"

#include "draft/draft_judgement.h"
#include "draft/draft_questions.h"
#include "draft/draft_trust.h"
#include "limn/batch/simulated_reader.h"
#include "mask/mask_shape.h"

#include <array>
#include <utility>

namespace limn::batch {

std::string_view outcomeName(RefineOutcome outcome) {
  constexpr std::array<std::string_view, 7> kNames{"kept",    "grown",     "shrunk", "moved",
                                                   "trimmed", "completed", "clicked"};
  return kNames[static_cast<std::size_t>(outcome)];
}

std::string_view stopName(RefineStop stop) {
  constexpr std::array<std::string_view, 4> kNames{"agreed", "good enough", "small change",
                                                   "click budget"};
  return kNames[static_cast<std::size_t>(stop)];
}

SliceRefiner::SliceRefiner(core::MaskPredictor& predictor, const core::SlicePicture& picture)
    : predictor_(predictor), picture_(picture) {}

Result<RefinedSlice> SliceRefiner::refine(const Mask& draft, const std::vector<Mask>& neighbours,
                                          const RefineRule& rule, const JobContext& job) {
  if (draft.count() == 0) return fail(ErrorCode::WrongUse, "there is nothing in an empty draft");
  auto weighed = weigh(draft, neighbours, predictor_, picture_, whole_, rule, job);
  if (!weighed) return passOn(weighed);
  RefinedSlice& refined = weighed->slice;
  const Choice choice = choose(weighed->candidates, refined.agreement, refined.predictedIou);
  refined.isDoubtful = choice.nearly;
  if (choice.candidate) {
    refined.outcome = choice.candidate->outcome;
    refined.mask = weighed->with(*choice.candidate);
  }
  return std::move(refined);
}

Result<RefinedSlice> SliceRefiner::refineTowards(const Mask& reference, const Mask& draft,
                                                 const RefineRule& rule, const JobContext& job) {
  RefinedSlice best;
  best.mask = draft;
  if (reference.count() == 0) {
    best.mask = reference;
    best.outcome = draft.count() == 0 ? RefineOutcome::Kept : RefineOutcome::Trimmed;
    return best;
  }
  double bestIou = overlapOf(reference, draft).iou;
  auto views = lookAt(unite(reference, draft), predictor_, picture_, whole_, job);
  if (!views) return passOn(views);
  const Seen& seen = views->back();
  const Mask shownDraft = seen.toNetwork(draft), shownReference = seen.toNetwork(reference);
  if (shownReference.count() == 0) return best;
  core::PromptSet shown{{}, tightBox(shownReference), nullptr};
  if (shownDraft.count() > 0) {
    auto logits = predictor_.maskPrompt(*seen.embedding, shownDraft);
    if (!logits) return passOn(logits);
    shown = {{}, tightBox(shownDraft), std::move(*logits)};
  }
  auto clicked = clickTowards(predictor_, *seen.embedding, shownReference, shown, rule,
                              [&](const Mask& answer, std::size_t clicks, double predicted) {
                                best.clicks = clicks;
                                Mask mask = seen.fromNetwork(answer, draft);
                                const double own = overlapOf(reference, mask).iou;
                                best.predictedIou = predicted;
                                if (own > bestIou) {
                                  bestIou = own;
                                  best.mask = std::move(mask);
                                  best.outcome = RefineOutcome::Clicked;
                                }
                                return own;
                              });
  if (!clicked) return passOn(clicked);
  best.stop = clicked->stop;
  best.agreement = 1;
  return best;
}

}  // namespace limn::batch
