// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draft/draft_trust.h"

#include <algorithm>
#include <limits>

namespace limn::batch {

Odds oddsOf(const DraftCandidate& candidate, double predictedIou, const TrustRule& rule) {
  if (candidate.outcome == RefineOutcome::Completed) {
    const auto& w = rule.completed;
    const double consistency =
        std::clamp(candidate.selfConsistency, -w.mostSelfConsistency, w.mostSelfConsistency);
    return {w.constant + w.votes * candidate.votes + w.consistency * consistency +
                w.predicted * predictedIou + w.growth * candidate.growth +
                w.likeness * candidate.likeness,
            w.least};
  }
  const auto& w = rule.changed;
  if (candidate.votes <= 0) return {-std::numeric_limits<double>::infinity(), w.least};
  return {w.constant + w.edge * candidate.edge + w.likeness * candidate.likeness, w.least};
}

Choice choose(const std::vector<DraftCandidate>& candidates, double agreement, double predictedIou,
              const TrustRule& rule) {
  Choice choice;
  const bool isSure = agreement >= rule.leastAgreement && predictedIou >= rule.leastPredicted;
  double best = 0;  // above the required odds
  for (const DraftCandidate& candidate : candidates) {
    const Odds odds = oddsOf(candidate, predictedIou, rule);
    choice.nearly = choice.nearly || odds.log > 0;
    if (!isSure || odds.log - odds.least <= best) continue;
    best = odds.log - odds.least;
    choice.candidate = candidate;
  }
  if (choice.candidate) choice.nearly = false;
  return choice;
}

}  // namespace limn::batch
