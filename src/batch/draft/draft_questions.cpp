// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draft/draft_questions.h"

#include "limn/batch/reader_cost.h"
#include "limn/batch/simulated_reader.h"
#include "mask/mask_shape.h"

#include <algorithm>
#include <utility>

namespace limn::batch {
namespace {

constexpr std::size_t kPoints = 3;
constexpr double kMargin = 0.5, kLooserBox = 0.15;
constexpr std::int64_t kLeastRegion = 48, kRegionSide = 256;

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

}  // namespace

Mask Seen::toNetwork(const Mask& mask) const {
  return region ? toRegion(mask, *region, kRegionSide) : mask;
}

Mask Seen::fromNetwork(const Mask& mask, const Mask& picture) const {
  return region ? fromRegion(mask, *region, picture.width(), picture.height()) : mask;
}

Result<std::vector<Seen>> lookAt(const Mask& object, core::MaskPredictor& predictor,
                                 const core::SlicePicture& picture, core::EmbeddingPtr& whole,
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

void Answers::add(Mask mask, double iouOfIt) {
  predictedIou = (predictedIou * static_cast<double>(masks.size()) + iouOfIt) /
                 static_cast<double>(masks.size() + 1);
  masks.push_back(std::move(mask));
}

double agreementOf(const std::vector<Mask>& masks) {
  double sum = 0;
  int pairs = 0;
  for (std::size_t i = 0; i < masks.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j, ++pairs)
      sum += overlapOf(masks[i], masks[j]).iou;
  }
  return pairs == 0 ? 1 : sum / pairs;
}

Result<Clicked> clickTowards(core::MaskPredictor& predictor, const core::Embedding& embedding,
                             const Mask& truth, core::PromptSet shown, const RefineRule& rule,
                             const AnswerListener& seen) {
  Clicked clicked;
  Mask before;
  while (true) {
    auto prediction = predictor.predict(embedding, shown);
    if (!prediction) return passOn(prediction);
    core::Candidate& best = prediction->candidates.at(prediction->best);
    clicked.answer = std::move(best.mask);
    clicked.predictedIou = best.predictedIou;
    const auto stopped = [&](RefineStop why) {
      clicked.stop = why;
      return clicked;
    };
    if (seen(clicked.answer, clicked.clicks, clicked.predictedIou) >= rule.enoughIou)
      return stopped(RefineStop::GoodEnough);
    if (!before.isEmpty() && 1 - overlapOf(before, clicked.answer).iou < rule.leastChange)
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

Result<Clicked> Asker::click(const Mask& draft, const RefineRule& rule, Answers& answers) const {
  const Mask shown = seen.toNetwork(draft);
  auto prompts = withMask(shown, {{}, tightBox(shown), nullptr});
  if (!prompts) return passOn(prompts);
  auto clicked = clickTowards(predictor, *seen.embedding, shown, *prompts, rule,
                              [](const Mask&, std::size_t, double predicted) { return predicted; });
  if (!clicked) return passOn(clicked);
  answers.add(seen.fromNetwork(clicked->answer, draft), clicked->predictedIou);
  return clicked;
}

Result<void> Asker::ask(const Mask& draft, const std::vector<Mask>& neighbours,
                        Answers& answers) const {
  const Mask shown = seen.toNetwork(draft);
  std::vector<core::PromptSet> sets{{{}, looser(tightBox(shown), shown), nullptr}};
  auto deep = withMask(shown, {pointsIn(shown), {}, nullptr});
  if (!deep) return passOn(deep);
  sets.push_back(std::move(*deep));
  for (const Mask& neighbour : neighbours) {
    const Mask next = seen.toNetwork(neighbour);
    if (next.count() == 0) continue;
    auto near = withMask(next, {{}, tightBox(next), nullptr});
    if (!near) return passOn(near);
    sets.push_back(std::move(*near));
  }
  return put(sets, draft, answers);
}

Result<void> Asker::askFor(const Mask& part, Answers& answers) const {
  const Mask shown = seen.toNetwork(part);
  return put({{pointsIn(shown), tightBox(shown), nullptr}}, part, answers);
}

Result<void> Asker::askFromWithin(const Mask& part, Answers& answers) const {
  auto prediction =
      predictor.predict(*seen.embedding, {pointsIn(seen.toNetwork(part)), {}, nullptr});
  if (!prediction) return passOn(prediction);
  for (const core::Candidate& candidate : prediction->candidates)
    answers.add(seen.fromNetwork(candidate.mask, part), candidate.predictedIou);
  return {};
}

Result<void> Asker::askBack(const Mask& mask, Answers& answers) const {
  const Mask shown = seen.toNetwork(mask);
  if (shown.count() == 0) return {};
  const std::vector<PointPrompt> points = pointsIn(shown);
  auto deep = withMask(shown, {points, {}, nullptr});
  if (!deep) return passOn(deep);
  return put({{points, tightBox(shown), nullptr}, {{}, tightBox(shown), nullptr}, *deep}, mask,
             answers);
}

Result<core::PromptSet> Asker::withMask(const Mask& shown, core::PromptSet set) const {
  auto logits = predictor.maskPrompt(*seen.embedding, shown);
  if (!logits) return passOn(logits);
  set.mask = std::move(*logits);
  return set;
}

Result<void> Asker::put(const std::vector<core::PromptSet>& sets, const Mask& picture,
                        Answers& answers) const {
  auto predictions = predictor.predictBatch(*seen.embedding, sets);
  if (!predictions) return passOn(predictions);
  for (const core::Prediction& prediction : *predictions) {
    const core::Candidate& best = prediction.candidates.at(prediction.best);
    answers.add(seen.fromNetwork(best.mask, picture), best.predictedIou);
  }
  return {};
}

}  // namespace limn::batch
