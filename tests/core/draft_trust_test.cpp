// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draft_trust.h"

#include <gtest/gtest.h>

namespace limn::core {
namespace {

Rival grown(double edge, double votes) {
  Rival rival{RefineOutcome::Grown, Mask(4, 4), edge};
  rival.likeness = 1;
  rival.votes = votes;
  return rival;
}
Rival completed(double votes, double echo) {
  Rival rival{RefineOutcome::Completed, Mask(4, 4)};
  rival.likeness = 1;
  rival.votes = votes;
  rival.echo = echo;
  return rival;
}

TEST(DraftTrust, TheRivalWithTheBestOddsWins) {
  const Choice choice = choose({grown(1, 0.2), grown(2, 0.9), grown(1.5, 0.5)}, 0.9, 0.9);
  ASSERT_TRUE(choice.rival.has_value());
  EXPECT_EQ(choice.rival->edge, 2);
  EXPECT_FALSE(choice.nearly);
}

TEST(DraftTrust, ALittleBetterThanEvenIsNotEnough) {
  const Choice choice = choose({grown(0.1, 0.1)}, 0.9, 0.9);
  EXPECT_FALSE(choice.rival.has_value());
  EXPECT_TRUE(choice.nearly);
}

TEST(DraftTrust, ASharpBorderAgainstMostAnswersMovesNothing) {
  EXPECT_FALSE(choose({grown(2, -0.3)}, 0.9, 0.9).rival.has_value());
}

TEST(DraftTrust, WhatIsLikelyWorseIsNotWorthALook) {
  const Choice choice = choose({grown(-1, -0.8), completed(-0.9, -0.1)}, 0.9, 0.9);
  EXPECT_FALSE(choice.rival.has_value());
  EXPECT_FALSE(choice.nearly);
}

TEST(DraftTrust, AnUnsureNetworkMovesNothing) {
  const std::vector<Rival> rivals{grown(2, 0.9)};
  EXPECT_FALSE(choose(rivals, 0.1, 0.9).rival.has_value());
  EXPECT_FALSE(choose(rivals, 0.9, 0.1).rival.has_value());
  EXPECT_TRUE(choose(rivals, 0.9, 0.1).nearly);
}

TEST(DraftTrust, ACompletedDraftIsBelievedWhenTheNetworkGivesItBackBetter) {
  EXPECT_TRUE(choose({completed(0.5, 0.2)}, 0.9, 0.9).rival.has_value());
  EXPECT_FALSE(choose({completed(0.5, -0.2)}, 0.9, 0.9).rival.has_value());
}

}  // namespace
}  // namespace limn::core
