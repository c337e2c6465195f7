// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draft/draft_trust.h"

#include <gtest/gtest.h>

namespace limn::batch {
namespace {

DraftCandidate grown(double edge, double votes) {
  DraftCandidate candidate{RefineOutcome::Grown, Mask(4, 4), edge};
  candidate.likeness = 1;
  candidate.votes = votes;
  return candidate;
}
DraftCandidate completed(double votes, double consistency) {
  DraftCandidate candidate{RefineOutcome::Completed, Mask(4, 4)};
  candidate.likeness = 1;
  candidate.votes = votes;
  candidate.selfConsistency = consistency;
  return candidate;
}

TEST(DraftTrust, TheRivalWithTheBestOddsWins) {
  const Choice choice = choose({grown(1, 0.2), grown(2, 0.9), grown(1.5, 0.5)}, 0.9, 0.9);
  ASSERT_TRUE(choice.candidate.has_value());
  EXPECT_EQ(choice.candidate->edge, 2);
  EXPECT_FALSE(choice.nearly);
}

TEST(DraftTrust, ALittleBetterThanEvenIsNotEnough) {
  const Choice choice = choose({grown(0.1, 0.1)}, 0.9, 0.9);
  EXPECT_FALSE(choice.candidate.has_value());
  EXPECT_TRUE(choice.nearly);
}

TEST(DraftTrust, ASharpBorderAgainstMostAnswersMovesNothing) {
  EXPECT_FALSE(choose({grown(2, -0.3)}, 0.9, 0.9).candidate.has_value());
}

TEST(DraftTrust, WhatIsLikelyWorseIsNotWorthALook) {
  const Choice choice = choose({grown(-1, -0.8), completed(-0.9, -0.1)}, 0.9, 0.9);
  EXPECT_FALSE(choice.candidate.has_value());
  EXPECT_FALSE(choice.nearly);
}

TEST(DraftTrust, AnUnsureNetworkMovesNothing) {
  const std::vector<DraftCandidate> candidates{grown(2, 0.9)};
  EXPECT_FALSE(choose(candidates, 0.1, 0.9).candidate.has_value());
  EXPECT_FALSE(choose(candidates, 0.9, 0.1).candidate.has_value());
  EXPECT_TRUE(choose(candidates, 0.9, 0.1).nearly);
}

TEST(DraftTrust, ACompletedDraftIsBelievedWhenTheNetworkGivesItBackBetter) {
  EXPECT_TRUE(choose({completed(0.5, 0.2)}, 0.9, 0.9).candidate.has_value());
  EXPECT_FALSE(choose({completed(0.5, -0.2)}, 0.9, 0.9).candidate.has_value());
}

}  // namespace
}  // namespace limn::batch
