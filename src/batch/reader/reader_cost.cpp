// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/reader_cost.h"

#include "mask/mask_shape.h"
#include "reader/seeded_draw.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace limn::batch {
namespace {

/// Draws one after another, each from 0 to below 1.
class Draws {
 public:
  explicit Draws(const ReaderSeed& seed) : state_(mixed(seed.seed)) {
    for (const char letter : seed.item)
      state_ = mixed(state_ ^ static_cast<unsigned char>(letter));
    state_ = mixed(state_ ^ static_cast<std::uint64_t>(seed.object));
  }
  double next() {
    state_ = mixed(state_);
    return fraction(state_);
  }

 private:
  std::uint64_t state_;
};

}  // namespace

std::optional<PointPrompt> centreClick(const Mask& truth, const Mask& answer) {
  const auto parts = components(subtract(unite(truth, answer), intersect(truth, answer)));
  if (parts.empty()) return std::nullopt;
  // Missed and false pixels can be connected: the click is in the larger of the two kinds.
  const Mask missed = intersect(parts.front(), truth), wrong = subtract(parts.front(), truth);
  const auto at = innermost(missed.count() >= wrong.count() ? missed : wrong);
  if (!at) return std::nullopt;
  return PointPrompt{*at, isSet(truth, *at)};
}

BoxPrompt jitteredBox(const Mask& truth, double jitter, const ReaderSeed& seed) {
  BoxPrompt box = tightBox(truth);
  const double width = box.max.x - box.min.x + 1, height = box.max.y - box.min.y + 1;
  Draws draws(seed);
  const auto moved = [&](double side, double extent, double last) {
    const double by = (2 * draws.next() - 1) * jitter * extent;
    return std::clamp(std::round(side + by), 0.0, last);
  };
  const auto right = static_cast<double>(truth.width() - 1);
  const auto bottom = static_cast<double>(truth.height() - 1);
  box.min.x = moved(box.min.x, width, right);
  box.max.x = std::max(box.min.x, moved(box.max.x, width, right));
  box.min.y = moved(box.min.y, height, bottom);
  box.max.y = std::max(box.min.y, moved(box.max.y, height, bottom));
  return box;
}

Result<std::vector<double>> readerCost(core::MaskPredictor& predictor,
                                       const core::Embedding& embedding, const Mask& truth,
                                       const ReaderHabits& habits, const ReaderSeed& seed) {
  if (truth.count() == 0) return fail(ErrorCode::WrongUse, "there is nothing in an empty mask");
  core::PromptSet shown{{}, jitteredBox(truth, habits.jitter, seed), nullptr};
  std::vector<double> dice;
  while (true) {
    auto prediction = predictor.predict(embedding, shown);
    if (!prediction) return passOn(prediction);
    core::Candidate& best = prediction->candidates.at(prediction->best);
    dice.push_back(overlapOf(truth, best.mask).dice);
    if (dice.size() > habits.maxClicks) break;
    const auto click = habits.placement == ClickPlacement::Centre
                           ? centreClick(truth, best.mask)
                           : correctionPoint(truth, best.mask, seed, dice.size());
    if (!click) break;
    shown.points.push_back(*click);
    shown.mask = std::move(best.logits);
  }
  dice.resize(habits.maxClicks + 1, dice.back());
  return dice;
}

}  // namespace limn::batch
