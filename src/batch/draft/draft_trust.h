// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draft/draft_candidates.h"

#include <optional>
#include <vector>

namespace limn::batch {

/// How sure one must be to move a draft. The weights are two logistic regressions, on drafts that
/// were corrupted on purpose, of whether a candidate is better than the draft; scripts/fit-trust
/// finds them again for another network.
struct TrustRule {
  double leastAgreement = 0.3;  // of the network's answers among themselves, mean IoU
  double leastPredicted = 0.5;  // IoU that the network gives its answers, mean
  /// Of candidates that are grown, shrunk or moved. Most answers must be for them, too.
  struct {
    double least = 1, constant = -0.86, edge = 4.31, likeness = 0.76;
  } changed;
  struct {
    double least = 1.5, constant = -3.9, votes = 0.86, consistency = 18.4, predicted = 3.84,
           growth = -0.61, likeness = 0.45;
    double mostSelfConsistency = 0.12;  // counts, either way
  } completed;
};

/// Log odds that a candidate is better than the draft, and the least that is asked for.
struct Odds {
  double log = 0, least = 0;
};
[[nodiscard]] Odds oddsOf(const DraftCandidate& candidate, double predictedIou,
                          const TrustRule& rule);

/// The candidate with the best odds, if they are enough; nothing when none are, or when the network
/// is not sure of itself. `nearly`: a candidate is more likely better than not, but not by enough,
/// so the draft should be checked.
struct Choice {
  std::optional<DraftCandidate> candidate;
  bool nearly = false;
};
[[nodiscard]] Choice choose(const std::vector<DraftCandidate>& candidates, double agreement,
                            double predictedIou, const TrustRule& rule = {});

}  // namespace limn::batch
