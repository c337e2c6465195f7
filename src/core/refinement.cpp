// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/refinement.h"

#include "draft_rivals.h"
#include "limn/core/mask_shape.h"
#include "limn/core/picture_region.h"
#include "limn/core/reader_cost.h"
#include "limn/core/simulated_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace limn::core {
namespace {

constexpr std::size_t kPoints = 3;
constexpr double kMargin = 0.5, kLooserBox = 0.15;
constexpr std::int64_t kLeastRegion = 48, kRegionSide = 256;

double iou(const Mask& a, const Mask& b) {
  return overlapOf(a, b).iou;
}

BoxPrompt looser(BoxPrompt box, const Mask& picture) {
  const double by =
      std::max(1.0, kLooserBox * std::min(box.max.x - box.min.x + 1, box.max.y - box.min.y + 1));
  box.min = {std::max(0.0, box.min.x - by), std::max(0.0, box.min.y - by)};
  box.max = {std::min(static_cast<double>(picture.width() - 1), box.max.x + by),
             std::min(static_cast<double>(picture.height() - 1), box.max.y + by)};
  return box;
}

std::vector<PointPrompt> pointsIn(const Mask& mask) {
  std::vector<PointPrompt> points;
  for (const PixelPoint at : innermostPoints(mask, kPoints))
    points.push_back({at, true});
  return points;
}

/// The picture as the network has seen it: whole, or a region of it enlarged.
struct Seen {
  EmbeddingPtr embedding;
  std::optional<PictureRegion> region;

  [[nodiscard]] Mask toNetwork(const Mask& mask) const {
    return region ? toRegion(mask, *region, kRegionSide) : mask;
  }
  [[nodiscard]] Mask fromNetwork(const Mask& mask, const Mask& picture) const {
    return region ? fromRegion(mask, *region, picture.width(), picture.height()) : mask;
  }
};

/// The network's best answers to prompts from one draft.
struct Answers {
  std::vector<Mask> masks;  // of the whole picture
  double predictedIou = 0;  // mean
  std::size_t clicks = 0;

  void add(Mask mask, double iouOfIt) {
    predictedIou = (predictedIou * static_cast<double>(masks.size()) + iouOfIt) /
                   static_cast<double>(masks.size() + 1);
    masks.push_back(std::move(mask));
  }
};

double agreementOf(const std::vector<Mask>& masks) {
  double sum = 0;
  int pairs = 0;
  for (std::size_t i = 0; i < masks.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j, ++pairs)
      sum += iou(masks[i], masks[j]);
  }
  return pairs == 0 ? 1 : sum / pairs;
}

/// Where clicking ended.
struct Clicked {
  RefineStop stop = RefineStop::ClickBudget;
  Mask answer;
  double predictedIou = 0;
  std::size_t clicks = 0;
};
/// Asks, and clicks again and again in the middle of the largest part where the answer differs from
/// `truth`, with its word. `seen(answer, clicks, predicted IoU)` hears of each answer and says how
/// good it is.
template <class Listener>
Result<Clicked> clickTowards(MaskPredictor& predictor, const Embedding& embedding,
                             const Mask& truth, PromptSet shown, const RefineRule& rule,
                             Listener seen) {
  Clicked clicked;
  Mask before;
  while (true) {
    auto prediction = predictor.predict(embedding, shown);
    if (!prediction) return passOn(prediction);
    Candidate& best = prediction->candidates.at(prediction->best);
    clicked.answer = std::move(best.mask);
    clicked.predictedIou = best.predictedIou;
    const auto stopped = [&](RefineStop why) {
      clicked.stop = why;
      return clicked;
    };
    if (seen(clicked.answer, clicked.clicks, clicked.predictedIou) >= rule.enoughIou)
      return stopped(RefineStop::GoodEnough);
    if (!before.isEmpty() && 1 - iou(before, clicked.answer) < rule.leastChange)
      return stopped(RefineStop::SmallChange);
    if (clicked.clicks >= rule.maxClicks) return stopped(RefineStop::ClickBudget);
    const auto click = centreClick(truth, clicked.answer);
    if (!click) return stopped(RefineStop::Agreed);
    before = clicked.answer;
    shown.points.push_back(*click);
    shown.mask = std::move(best.logits);
    ++clicked.clicks;
  }
}

/// Puts one draft to the network in one view.
struct Asker {
  MaskPredictor& predictor;
  const Seen& seen;
  const Mask& draft;

  /// With the draft as mask and its box, then with clicks where the answer differs from the draft.
  /// What the network still says against the draft afterwards, it means.
  [[nodiscard]] Result<Clicked> click(const RefineRule& rule, Answers& answers) const {
    const Mask shown = seen.toNetwork(draft);
    auto logits = predictor.maskPrompt(*seen.embedding, shown);
    if (!logits) return passOn(logits);
    auto clicked =
        clickTowards(predictor, *seen.embedding, shown, {{}, tightBox(shown), std::move(*logits)},
                     rule, [](const Mask&, std::size_t, double predicted) { return predicted; });
    if (!clicked) return passOn(clicked);
    answers.add(seen.fromNetwork(clicked->answer, draft), clicked->predictedIou);
    return clicked;
  }

  /// With a looser box alone, with points and the mask, and with the masks of the neighbours.
  [[nodiscard]] Result<void> ask(const std::vector<Mask>& neighbours, Answers& answers) const {
    const Mask shown = seen.toNetwork(draft);
    std::vector<PromptSet> sets{{{}, looser(tightBox(shown), shown), nullptr}};
    auto added = addWithMask(shown, {pointsIn(shown), {}, nullptr}, sets);
    for (const Mask& neighbour : neighbours) {
      if (!added) return added;
      const Mask next = seen.toNetwork(neighbour);
      if (next.count() > 0) added = addWithMask(next, {{}, tightBox(next), nullptr}, sets);
    }
    if (!added) return added;
    return put(sets, answers);
  }

  /// With points and box of a part alone.
  [[nodiscard]] Result<void> askFor(const Mask& part, Answers& answers) const {
    const Mask shown = seen.toNetwork(part);
    return put({{pointsIn(shown), tightBox(shown), nullptr}}, answers);
  }

 private:
  [[nodiscard]] Result<void> addWithMask(const Mask& shown, PromptSet set,
                                         std::vector<PromptSet>& sets) const {
    auto logits = predictor.maskPrompt(*seen.embedding, shown);
    if (!logits) return passOn(logits);
    set.mask = std::move(*logits);
    sets.push_back(std::move(set));
    return {};
  }
  [[nodiscard]] Result<void> put(const std::vector<PromptSet>& sets, Answers& answers) const {
    auto predictions = predictor.predictBatch(*seen.embedding, sets);
    if (!predictions) return passOn(predictions);
    for (const Prediction& prediction : *predictions) {
      const Candidate& best = prediction.candidates.at(prediction.best);
      answers.add(seen.fromNetwork(best.mask, draft), best.predictedIou);
    }
    return {};
  }
};

/// The whole picture, encoded once, and where the object is small, its surroundings.
Result<std::vector<Seen>> lookAt(const Mask& object, MaskPredictor& predictor,
                                 const SlicePicture& picture, EmbeddingPtr& whole,
                                 const JobContext& job) {
  if (whole == nullptr) {
    auto embedding = predictor.encode(picture, job);
    if (!embedding) return passOn(embedding);
    whole = std::move(*embedding);
  }
  std::vector<Seen> views{{whole, std::nullopt}};
  const PictureRegion region = regionAround(object, kMargin, kLeastRegion);
  if (2 * region.side <= std::max(picture.width, picture.height)) {
    auto near = predictor.encode(cutRegion(picture, region, kRegionSide), job);
    if (!near) return passOn(near);
    views.push_back({std::move(*near), region});
  }
  return views;
}

/// The part of the picture in which a draft is judged.
PixelBox partAround(const Mask& draft) {
  const PixelBox box = draft.bounds();
  const std::int64_t margin = 12 + std::max(box.x1 - box.x0, box.y1 - box.y0) * 3 / 4;
  return {std::max<std::int64_t>(0, box.x0 - margin), std::max<std::int64_t>(0, box.y0 - margin),
          std::min(draft.width(), box.x1 + margin), std::min(draft.height(), box.y1 + margin)};
}

std::vector<Mask> croppedAll(const std::vector<Mask>& masks, const PixelBox& part) {
  std::vector<Mask> result;
  for (const Mask& mask : masks)
    result.push_back(cropped(mask, part));
  return result;
}

/// Takes islands away, then the best change that the rule lets pass.
void judge(const SlicePicture& picture, const Mask& draft, const std::vector<Mask>& neighbours,
           const std::vector<Mask>& answers, const std::vector<Mask>& mainAnswers,
           RefinedSlice& refined) {
  const TrustRule rule;
  refined.mask = draft;
  if (answers.empty()) return;
  const PixelBox part = partAround(draft);
  DraftEvidence evidence{cropped(draft, part),
                         brightnessOf(picture, part),
                         votesOf(croppedAll(answers, part)),
                         votesOf(croppedAll(mainAnswers, part)),
                         croppedAll(neighbours, part),
                         refined.agreement,
                         refined.predictedIou};
  if (auto trimmed = withoutIslands(evidence, rule)) {
    refined.outcome = RefineOutcome::Trimmed;
    evidence.draft = std::move(*trimmed);
  }
  Choice choice = choose(rivalsOf(evidence, rule), evidence, rule);
  refined.isDoubtful = choice.nearly;
  if (choice.rival) {
    refined.outcome = choice.rival->outcome;
    evidence.draft = std::move(choice.rival->mask);
  }
  refined.mask = replaced(draft, part, evidence.draft);
}

}  // namespace

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

SliceRefiner::SliceRefiner(MaskPredictor& predictor, const SlicePicture& picture)
    : predictor_(predictor), picture_(picture) {}

Result<RefinedSlice> SliceRefiner::refine(const Mask& draft, const std::vector<Mask>& neighbours,
                                          const RefineRule& rule, const JobContext& job) {
  if (draft.count() == 0) return fail(ErrorCode::WrongUse, "there is nothing in an empty draft");
  auto views = lookAt(draft, predictor_, picture_, whole_, job);
  if (!views) return passOn(views);
  const Mask main = components(draft).front();
  RefinedSlice refined;
  Answers answers, mainAnswers;
  for (const Seen& seen : *views) {
    const Asker asker{predictor_, seen, draft};
    if (seen.toNetwork(main).count() == 0) continue;
    auto doubt = asker.click(rule, answers);
    if (!doubt) return passOn(doubt);
    refined.stop = doubt->stop;
    refined.clicks += doubt->clicks;
    if (auto asked = asker.ask(neighbours, answers); !asked) return passOn(asked);
    if (auto asked = asker.askFor(main, mainAnswers); !asked) return passOn(asked);
  }
  refined.predictedIou = answers.predictedIou;
  refined.agreement = agreementOf(answers.masks);
  judge(picture_, draft, neighbours, answers.masks, mainAnswers.masks, refined);
  return refined;
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
  double bestIou = iou(reference, draft);
  auto views = lookAt(unite(reference, draft), predictor_, picture_, whole_, job);
  if (!views) return passOn(views);
  const Seen& seen = views->back();
  const Mask shownDraft = seen.toNetwork(draft), shownReference = seen.toNetwork(reference);
  if (shownReference.count() == 0) return best;
  PromptSet shown{{}, tightBox(shownReference), nullptr};
  if (shownDraft.count() > 0) {
    auto logits = predictor_.maskPrompt(*seen.embedding, shownDraft);
    if (!logits) return passOn(logits);
    shown = {{}, tightBox(shownDraft), std::move(*logits)};
  }
  auto clicked = clickTowards(predictor_, *seen.embedding, shownReference, shown, rule,
                              [&](const Mask& answer, std::size_t clicks, double predicted) {
                                best.clicks = clicks;
                                Mask mask = seen.fromNetwork(answer, draft);
                                const double own = iou(reference, mask);
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

}  // namespace limn::core
