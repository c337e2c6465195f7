// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draft_rivals.h"

#include "drawn_disk.h"
#include "limn/core/mask_defect.h"
#include "limn/core/simulated_reader.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace limn::core {
namespace {

constexpr std::int64_t kSide = 64;
constexpr PixelBox kAll{0, 0, kSide, kSide};

Mask disk(double cx, double cy, double radius) {
  return core::disk(kSide, cx, cy, radius);
}
const Mask kTruth = disk(32, 32, 12);

/// A draft on a picture of the truth, `brighter` than its ground; the network says nothing.
DraftEvidence evidenceOf(const Mask& draft, int brighter) {
  const SlicePicture picture = pictureOf(kTruth, brighter);
  const std::vector<Mask> none{Mask(kSide, kSide)};
  return {draft, bodyOf(draft), brightnessOf(picture, kAll), votesOf(none), votesOf(none), {}, {}};
}
double dice(const Mask& mask) {
  return overlapOf(kTruth, mask).dice;
}
const Rival* best(const std::vector<Rival>& rivals) {
  const auto found =
      std::ranges::max_element(rivals, {}, [](const Rival& rival) { return dice(rival.mask); });
  return found == rivals.end() ? nullptr : &*found;
}

TEST(DraftRivals, AMissingHalfIsMirroredAtTheCut) {
  const Mask half = withDefect(kTruth, Defect::HalfMissing, 4);
  const auto rivals = rivalsOf(evidenceOf(half, 110));
  const Rival* rival = best(rivals);
  ASSERT_NE(rival, nullptr);
  EXPECT_EQ(rival->outcome, RefineOutcome::Completed);
  EXPECT_GT(dice(rival->mask), 0.9);
  EXPECT_LT(dice(half), 0.75);
}

TEST(DraftRivals, WhatIsFoundFromWithinIsAWholeToo) {
  Mask bitten = kTruth;  // no flat side where the piece is missing
  const Mask bite = disk(40, 36, 8);
  for (std::int64_t y = 0; y < kSide; ++y) {
    for (std::int64_t x = 0; x < kSide; ++x) {
      if (bite.test(x, y)) bitten.set(x, y, false);
    }
  }
  DraftEvidence evidence = evidenceOf(bitten, 110);
  evidence.fromWithin = {kTruth};
  const auto rivals = rivalsOf(evidence);
  const Rival* rival = best(rivals);
  ASSERT_NE(rival, nullptr);
  EXPECT_EQ(rival->outcome, RefineOutcome::Completed);
  EXPECT_GT(dice(rival->mask), 0.98);  // but for single pixels at its tips
}

TEST(DraftRivals, ASharperBorderAndLikenessSpeakForTheRightSize) {
  const auto rivals = rivalsOf(evidenceOf(withDefect(kTruth, Defect::Eroded, 4), 110));
  const Rival* rival = best(rivals);
  ASSERT_NE(rival, nullptr);
  EXPECT_EQ(rival->outcome, RefineOutcome::Grown);
  EXPECT_GT(rival->edge, 0);
  EXPECT_GT(rival->likeness, 1);
  EXPECT_GT(rival->growth, 0);
}

TEST(DraftRivals, NothingIsMadeThatTheBrightnessSpeaksAgainst) {
  for (const Rival& rival : rivalsOf(evidenceOf(disk(36, 32, 10), 110)))
    EXPECT_GT(rival.likeness, 0);
}

TEST(DraftRivals, AnObjectThatDoesNotStandOutHasNone) {
  EXPECT_TRUE(rivalsOf(evidenceOf(withDefect(kTruth, Defect::Eroded, 4), 0)).empty());
}

TEST(DraftRivals, AThinObjectHasNone) {
  EXPECT_TRUE(rivalsOf(evidenceOf(disk(32, 32, 1), 110)).empty());
}

TEST(DraftRivals, WhatMayBeAnIslandIsNoPartOfTheBody) {
  const Mask island = withDefect(kTruth, Defect::Island, 4);
  EXPECT_EQ(bodyOf(island), kTruth);
  EXPECT_EQ(bodyOf(unite(kTruth, disk(10, 10, 9))).count(),
            kTruth.count() + disk(10, 10, 9).count());
}

TEST(DraftRivals, FewWholesAreProposed) {
  const auto rivals = rivalsOf(evidenceOf(withDefect(kTruth, Defect::HalfMissing, 4), 110));
  EXPECT_LE(std::ranges::count(rivals, RefineOutcome::Completed, &Rival::outcome), 4);
}

}  // namespace
}  // namespace limn::core
