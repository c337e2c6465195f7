// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draft/draft_candidates.h"

#include <optional>
#include <vector>

namespace limn::batch {

/// The evidence that is needed to change a draft. The weights are those of two logistic regressions
/// on drafts that were corrupted on purpose: is a candidate better than the draft? For another
/// network scripts/fit-trust computes them again.
struct TrustRule {
  double leastAgreement = 0.3;  // of the network's answers among themselves, mean IoU
  double leastPredicted = 0.5;  // IoU that the network gives its answers, mean
  /// Of candidates that are grown, shrunk or moved. Most answers must support them, too.
  struct {
    double least = 1, constant = -0.86, edge = 4.31, likeness = 0.76;
  } changed;
  struct {
    double least = 1.5, constant = -3.9, votes = 0.86, consistency = 18.4, predicted = 3.84,
           growth = -0.61, likeness = 0.45;
    double mostSelfConsistency = 0.12;  // larger values count as this, positive or negative
  } completed;
};

/// Log odds that a candidate is better than the draft, and the least odds that are required.
struct Odds {
  double log = 0, least = 0;
};
[[nodiscard]] Odds oddsOf(const DraftCandidate& candidate, double predictedIou,
                          const TrustRule& rule);

/// The candidate with the best odds; nothing when no odds are high enough, or when the answers of
/// the network disagree. `nearly` is set when a candidate is probably better, but its odds are not
/// high enough: a reader should check the draft.
struct Choice {
  std::optional<DraftCandidate> candidate;
  bool nearly = false;
};
[[nodiscard]] Choice choose(const std::vector<DraftCandidate>& candidates, double agreement,
                            double predictedIou, const TrustRule& rule = {});

}  // namespace limn::batch
