// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draft/draft_candidates.h"

#include "drawn_disk.h"
#include "limn/batch/mask_defect.h"
#include "limn/batch/simulated_reader.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace limn::batch {
namespace {

constexpr PixelBox kAll{0, 0, kSide, kSide};

/// A draft on a picture of the truth, `brighter` than its ground; without answers of the network.
DraftEvidence evidenceOf(const Mask& draft, int brighter) {
  const core::SlicePicture picture = pictureOf(kTruth, brighter);
  const std::vector<Mask> none{Mask(kSide, kSide)};
  return {draft, bodyOf(draft), brightnessOf(picture, kAll), votesOf(none), votesOf(none), {}, {}};
}
const DraftCandidate* best(const std::vector<DraftCandidate>& candidates) {
  const auto found = std::ranges::max_element(candidates, {}, [](const DraftCandidate& candidate) {
    return diceWithTruth(candidate.mask);
  });
  return found == candidates.end() ? nullptr : &*found;
}

TEST(DraftCandidates, AMissingHalfIsMirroredAtTheCut) {
  const Mask half = withDefect(kTruth, Defect::HalfMissing, 4);
  const auto candidates = candidatesOf(evidenceOf(half, 110));
  const DraftCandidate* candidate = best(candidates);
  ASSERT_NE(candidate, nullptr);
  EXPECT_EQ(candidate->outcome, RefineOutcome::Completed);
  EXPECT_GT(diceWithTruth(candidate->mask), 0.9);
  EXPECT_LT(diceWithTruth(half), 0.75);
}

TEST(DraftCandidates, WhatIsFoundFromWithinIsAWholeToo) {
  Mask bitten = kTruth;  // no flat side where the piece is missing
  const Mask bite = disk(40, 36, 8);
  for (std::int64_t y = 0; y < kSide; ++y) {
    for (std::int64_t x = 0; x < kSide; ++x) {
      if (bite.test(x, y)) bitten.set(x, y, false);
    }
  }
  DraftEvidence evidence = evidenceOf(bitten, 110);
  evidence.fromWithin = {kTruth};
  const auto candidates = candidatesOf(evidence);
  const DraftCandidate* candidate = best(candidates);
  ASSERT_NE(candidate, nullptr);
  EXPECT_EQ(candidate->outcome, RefineOutcome::Completed);
  EXPECT_GT(diceWithTruth(candidate->mask), 0.98);  // but for single pixels at its tips
}

TEST(DraftCandidates, ASharperBorderAndLikenessSpeakForTheRightSize) {
  const auto candidates = candidatesOf(evidenceOf(withDefect(kTruth, Defect::Eroded, 4), 110));
  const DraftCandidate* candidate = best(candidates);
  ASSERT_NE(candidate, nullptr);
  EXPECT_EQ(candidate->outcome, RefineOutcome::Grown);
  EXPECT_GT(candidate->edge, 0);
  EXPECT_GT(candidate->likeness, 1);
  EXPECT_GT(candidate->growth, 0);
}

TEST(DraftCandidates, NothingIsMadeThatTheBrightnessSpeaksAgainst) {
  for (const DraftCandidate& candidate : candidatesOf(evidenceOf(disk(36, 32, 10), 110)))
    EXPECT_GT(candidate.likeness, 0);
}

TEST(DraftCandidates, AnObjectThatDoesNotStandOutHasNone) {
  EXPECT_TRUE(candidatesOf(evidenceOf(withDefect(kTruth, Defect::Eroded, 4), 0)).empty());
}

TEST(DraftCandidates, AThinObjectHasNone) {
  EXPECT_TRUE(candidatesOf(evidenceOf(disk(32, 32, 1), 110)).empty());
}

TEST(DraftCandidates, WhatMayBeAnIslandIsNoPartOfTheBody) {
  const Mask island = withDefect(kTruth, Defect::Island, 4);
  EXPECT_EQ(bodyOf(island), kTruth);
  EXPECT_EQ(bodyOf(unite(kTruth, disk(10, 10, 9))).count(),
            kTruth.count() + disk(10, 10, 9).count());
}

TEST(DraftCandidates, FewWholesAreProposed) {
  const auto candidates = candidatesOf(evidenceOf(withDefect(kTruth, Defect::HalfMissing, 4), 110));
  EXPECT_LE(std::ranges::count(candidates, RefineOutcome::Completed, &DraftCandidate::outcome), 4);
}

}  // namespace
}  // namespace limn::batch
