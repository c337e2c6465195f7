// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draft_rivals.h"

#include <optional>
#include <vector>

namespace limn::core {

/// How sure one must be to move a draft. The weights are two logistic regressions, on drafts that
/// were spoiled on purpose, of whether a rival is better than the draft; scripts/fit-trust finds
/// them again for another network.
struct TrustRule {
  double leastAgreement = 0.3;  // of the network's answers among themselves, mean IoU
  double leastPredicted = 0.5;  // IoU that the network gives its answers, mean
  /// Of rivals that are grown, shrunk or moved. Most answers must be for them, too.
  struct {
    double least = 1, constant = -0.86, edge = 4.31, likeness = 0.76;
  } changed;
  struct {
    double least = 1.5, constant = -3.9, votes = 0.86, echo = 18.4, predicted = 3.84,
           growth = -0.61, likeness = 0.45;
    double mostEcho = 0.12;  // counts, either way
  } completed;
};

/// Log odds that a rival is better than the draft, and the least that is asked for.
struct Odds {
  double log = 0, least = 0;
};
[[nodiscard]] Odds oddsOf(const Rival& rival, double predictedIou, const TrustRule& rule);

/// The rival with the best odds, if they are enough; nothing when none are, or when the network is
/// not sure of itself. `nearly`: a rival is more likely better than not, but not by enough, so the
/// draft is worth a look.
struct Choice {
  std::optional<Rival> rival;
  bool nearly = false;
};
[[nodiscard]] Choice choose(const std::vector<Rival>& rivals, double agreement, double predictedIou,
                            const TrustRule& rule = {});

}  // namespace limn::core
