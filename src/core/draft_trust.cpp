// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draft_trust.h"

#include <algorithm>
#include <limits>

namespace limn::core {

Odds oddsOf(const Rival& rival, double predictedIou, const TrustRule& rule) {
  if (rival.outcome == RefineOutcome::Completed) {
    const auto& w = rule.completed;
    const double echo = std::clamp(rival.echo, -w.mostEcho, w.mostEcho);
    return {w.constant + w.votes * rival.votes + w.echo * echo + w.predicted * predictedIou +
                w.growth * rival.growth + w.likeness * rival.likeness,
            w.least};
  }
  const auto& w = rule.changed;
  if (rival.votes <= 0) return {-std::numeric_limits<double>::infinity(), w.least};
  return {w.constant + w.edge * rival.edge + w.likeness * rival.likeness, w.least};
}

Choice choose(const std::vector<Rival>& rivals, double agreement, double predictedIou,
              const TrustRule& rule) {
  Choice choice;
  const bool isSure = agreement >= rule.leastAgreement && predictedIou >= rule.leastPredicted;
  double best = 0;  // above the least
  for (const Rival& rival : rivals) {
    const Odds odds = oddsOf(rival, predictedIou, rule);
    choice.nearly = choice.nearly || odds.log > 0;
    if (!isSure || odds.log - odds.least <= best) continue;
    best = odds.log - odds.least;
    choice.rival = rival;
  }
  if (choice.rival) choice.nearly = false;
  return choice;
}

}  // namespace limn::core
