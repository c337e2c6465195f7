// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draft/draft_judgement.h"

#include "draft/draft_questions.h"
#include "limn/batch/simulated_reader.h"
#include "mask/mask_shape.h"

#include <algorithm>
#include <utility>

namespace limn::batch {
namespace {

/// The bounds of the draft with a margin of its own size.
PixelBox partAround(const Mask& draft) {
  const PixelBox box = draft.bounds();
  const std::int64_t margin = 12 + std::max(box.x1 - box.x0, box.y1 - box.y0);
  return {std::max<std::int64_t>(0, box.x0 - margin), std::max<std::int64_t>(0, box.y0 - margin),
          std::min(draft.width(), box.x1 + margin), std::min(draft.height(), box.y1 + margin)};
}

std::vector<Mask> croppedAll(const std::vector<Mask>& masks, const PixelBox& part) {
  std::vector<Mask> result;
  for (const Mask& mask : masks)
    result.push_back(cropped(mask, part));
  return result;
}

/// All answers to prompts from the body of the draft, from its largest piece, and from deep inside.
struct AllAnswers {
  Answers body, main, fromWithin;
};
Result<AllAnswers> askAll(const Mask& body, const std::vector<Mask>& neighbours,
                          core::MaskPredictor& predictor, const std::vector<Seen>& views,
                          const RefineRule& rule, RefinedSlice& slice) {
  const Mask main = components(body).front();
  AllAnswers all;
  for (const Seen& seen : views) {
    if (seen.toNetwork(main).count() == 0) continue;
    const Asker asker{predictor, seen};
    auto clicked = asker.click(body, rule, all.body);
    if (!clicked) return passOn(clicked);
    slice.stop = clicked->stop;
    slice.clicks += clicked->clicks;
    if (auto asked = asker.ask(body, neighbours, all.body); !asked) return passOn(asked);
    if (auto asked = asker.askFor(main, all.main); !asked) return passOn(asked);
    if (auto asked = asker.askFromWithin(body, all.fromWithin); !asked) return passOn(asked);
  }
  return all;
}

/// Self-consistency: mean IoU of a mask with the answers to prompts from it.
Result<double> selfConsistencyOf(const Mask& mask, core::MaskPredictor& predictor,
                                 const std::vector<Seen>& views) {
  Answers answers;
  for (const Seen& seen : views) {
    if (auto asked = Asker{predictor, seen}.askBack(mask, answers); !asked) return passOn(asked);
  }
  double sum = 0;
  for (const Mask& answer : answers.masks)
    sum += overlapOf(mask, answer).iou;
  return answers.masks.empty() ? 0 : sum / static_cast<double>(answers.masks.size());
}

/// For completed candidates only: the others change so little that self-consistency cannot tell
/// them apart.
Result<void> measureSelfConsistency(Weighed& weighed, core::MaskPredictor& predictor,
                                    const std::vector<Seen>& views) {
  std::optional<double> own;
  for (DraftCandidate& candidate : weighed.candidates) {
    if (candidate.outcome != RefineOutcome::Completed) continue;
    if (!own) {
      auto consistency = selfConsistencyOf(weighed.body, predictor, views);
      if (!consistency) return passOn(consistency);
      own = *consistency;
    }
    auto consistency =
        selfConsistencyOf(replaced(weighed.body, weighed.part, candidate.mask), predictor, views);
    if (!consistency) return passOn(consistency);
    candidate.selfConsistency = *consistency - *own;
  }
  return {};
}

}  // namespace

Mask Weighed::with(const DraftCandidate& candidate) const {
  return unite(subtract(slice.mask, body), replaced(body, part, candidate.mask));
}

Result<Weighed> weigh(const Mask& draft, const std::vector<Mask>& neighbours,
                      core::MaskPredictor& predictor, const core::SlicePicture& picture,
                      core::EmbeddingPtr& whole, const RefineRule& rule, const JobContext& job) {
  Weighed weighed;
  RefinedSlice& slice = weighed.slice;
  slice.mask = draft;
  weighed.body = bodyOf(draft);
  auto views = lookAt(weighed.body, predictor, picture, whole, job);
  if (!views) return passOn(views);
  std::vector<Mask> besides;
  for (const Mask& neighbour : neighbours)
    besides.push_back(bodyOf(neighbour));
  auto all = askAll(weighed.body, besides, predictor, *views, rule, slice);
  if (!all) return passOn(all);
  slice.predictedIou = all->body.predictedIou;
  slice.agreement = agreementOf(all->body.masks);
  if (all->body.masks.empty()) return weighed;
  const PixelBox part = weighed.part = partAround(draft);
  const DraftEvidence evidence{cropped(draft, part),
                               cropped(weighed.body, part),
                               brightnessOf(picture, part),
                               votesOf(croppedAll(all->body.masks, part)),
                               votesOf(croppedAll(all->main.masks, part)),
                               croppedAll(neighbours, part),
                               croppedAll(all->fromWithin.masks, part)};
  if (const auto trimmed = withoutIslands(evidence)) {
    slice.outcome = RefineOutcome::Trimmed;
    slice.mask = replaced(draft, part, *trimmed);
  }
  weighed.candidates = candidatesOf(evidence);
  if (auto measured = measureSelfConsistency(weighed, predictor, *views); !measured)
    return passOn(measured);
  return weighed;
}

}  // namespace limn::batch
