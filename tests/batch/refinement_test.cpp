// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/refinement.h"

#include "drawn_disk.h"
#include "limn/batch/mask_defect.h"
#include "limn/batch/simulated_reader.h"
#include "mask/mask_shape.h"

#include <gtest/gtest.h>

#include <functional>
#include <utility>

namespace limn::batch {
namespace {

/// A network whose best answer is set by the test. The objects are too large for an enlarged view.
class Network final : public core::MaskPredictor {
 public:
  using Answer = std::function<Mask(const core::PromptSet&, std::size_t asked)>;
  explicit Network(Answer answer) : answer_(std::move(answer)) {}
  [[nodiscard]] const ModelInfo& info() const override { return info_; }
  [[nodiscard]] Result<core::EmbeddingPtr> encode(const core::SlicePicture&,
                                                  const JobContext&) override {
    ++encoded;
    return std::make_shared<Nothing>();
  }
  [[nodiscard]] Result<core::Prediction> predict(const core::Embedding&,
                                                 const core::PromptSet& prompts) override {
    return core::Prediction{{{answer_(prompts, asked++), itself, nullptr}}, 0};
  }
  [[nodiscard]] Result<LowResLogitsPtr> maskPrompt(const core::Embedding&,
                                                   const Mask& mask) override {
    return std::make_shared<LowResLogits>(LowResLogits{1, {static_cast<float>(mask.count())}});
  }
  std::size_t asked = 0, encoded = 0;
  float itself = 0.8F;  // the predicted IoU of its answers

 private:
  struct Nothing final : core::Embedding {
    [[nodiscard]] std::size_t bytes() const override { return 0; }
  };
  Answer answer_;
  ModelInfo info_;
};

RefinedSlice refined(const Mask& draft, Network& network, std::vector<Mask> neighbours = {}) {
  const core::SlicePicture picture = pictureOf(kTruth);
  SliceRefiner refiner(network, picture);
  return refiner.refine(draft, neighbours, {}, {}).value();
}
Network knowing() {
  return Network([](const core::PromptSet&, std::size_t) { return kTruth; });
}

TEST(Refinement, ARightDraftStaysAsItIs) {
  Network network = knowing();
  const RefinedSlice slice = refined(kTruth, network);
  EXPECT_EQ(slice.mask, kTruth);
  EXPECT_EQ(slice.outcome, RefineOutcome::Kept);
  EXPECT_EQ(slice.stop, RefineStop::Agreed);
  EXPECT_EQ(slice.clicks, 0U);
  EXPECT_FALSE(slice.isDoubtful);
}

TEST(Refinement, EveryDefectIsMadeBetter) {
  for (const Defect defect : kDefects) {
    if (defect == Defect::None) continue;
    const Mask draft = withDefect(kTruth, defect, 4);
    Network network = knowing();
    const RefinedSlice slice = refined(draft, network);
    EXPECT_GT(diceWithTruth(slice.mask), diceWithTruth(draft)) << defectName(defect);
    EXPECT_NE(slice.outcome, RefineOutcome::Kept) << defectName(defect);
  }
}

TEST(Refinement, ADoubtfulNetworkMovesNothing) {
  Network network([](const core::PromptSet&, std::size_t asked) {  // another disk each time
    return disk(16 + 8 * static_cast<double>(asked % 5), 20, 6);
  });
  const Mask draft = withDefect(kTruth, Defect::HalfMissing, 4);

  const RefinedSlice slice = refined(draft, network);

  EXPECT_EQ(slice.mask, draft);
  EXPECT_LT(slice.agreement, 0.5);
}

TEST(Refinement, ANetworkThatDoubtsItselfMovesNothing) {
  const Mask draft = withDefect(kTruth, Defect::HalfMissing, 4);
  Network network = knowing();
  network.itself = 0.4F;

  EXPECT_EQ(refined(draft, network).mask, draft);
}

TEST(Refinement, ASureNetworkAloneMovesNothing) {
  // All answers agree, but the picture has no edge there.
  Network network([](const core::PromptSet&, std::size_t) { return disk(36, 32, 20); });
  EXPECT_EQ(refined(kTruth, network).mask, kTruth);
}

TEST(Refinement, AnIslandThatANeighbourHasStays) {
  const Mask draft = withDefect(kTruth, Defect::Island, 4);
  Network network = knowing();
  EXPECT_EQ(refined(draft, network, {draft}).mask, draft);
}

TEST(Refinement, NeighboursAreAskedToo) {
  Network alone = knowing(), between = knowing();
  (void)refined(kTruth, alone);
  (void)refined(kTruth, between, {kTruth, kTruth});
  EXPECT_EQ(between.asked, alone.asked + 2);
}

TEST(Refinement, APictureIsEncodedOnce) {
  Network network = knowing();
  const core::SlicePicture picture = pictureOf(kTruth);
  SliceRefiner refiner(network, picture);
  ASSERT_TRUE(refiner.refine(kTruth, {}, {}, {}).has_value());
  ASSERT_TRUE(refiner.refine(kTruth, {}, {}, {}).has_value());
  EXPECT_EQ(network.encoded, 1U);
}

TEST(Refinement, RefusesAnEmptyDraft) {
  Network network = knowing();
  const core::SlicePicture picture = pictureOf(kTruth);
  SliceRefiner refiner(network, picture);
  EXPECT_EQ(refiner.refine(Mask(kSide, kSide), {}, {}, {}).error().code, ErrorCode::WrongUse);
}

/// A network whose answer comes closer to the truth with each point.
Network learning() {
  return Network([](const core::PromptSet& shown, std::size_t) {
    return disk(32, 32, 4 + 2 * static_cast<double>(shown.points.size()));
  });
}

RefinedSlice towards(const Mask& reference, const Mask& draft, Network& network,
                     const RefineRule& rule = {}) {
  const core::SlicePicture picture = pictureOf(kTruth);
  SliceRefiner refiner(network, picture);
  return refiner.refineTowards(reference, draft, rule, {}).value();
}

TEST(Refinement, ClicksTowardsAReferenceUntilItIsGoodEnough) {
  Network network = learning();
  const RefinedSlice slice = towards(kTruth, disk(32, 32, 6), network);
  EXPECT_EQ(slice.outcome, RefineOutcome::Clicked);
  EXPECT_EQ(slice.stop, RefineStop::GoodEnough);
  EXPECT_EQ(slice.mask, kTruth);
  EXPECT_EQ(slice.clicks, 4U);
}

TEST(Refinement, ABudgetEndsTheClicks) {
  Network network = learning();
  RefineRule rule;
  rule.maxClicks = 2;
  const RefinedSlice slice = towards(kTruth, disk(32, 32, 3), network, rule);
  EXPECT_EQ(slice.stop, RefineStop::ClickBudget);
  EXPECT_EQ(slice.clicks, 2U);
  EXPECT_EQ(slice.mask, disk(32, 32, 8));
}

TEST(Refinement, IsNeverWorseThanTheDraftByTheReference) {
  Network network([](const core::PromptSet&, std::size_t) { return disk(10, 10, 4); });
  const Mask draft = disk(33, 32, 12);
  const RefinedSlice slice = towards(kTruth, draft, network);
  EXPECT_EQ(slice.mask, draft);
  EXPECT_EQ(slice.outcome, RefineOutcome::Kept);
  EXPECT_EQ(slice.stop, RefineStop::SmallChange);
}

TEST(Refinement, WhatTheReferenceDoesNotHaveGoes) {
  Network network = knowing();
  EXPECT_EQ(towards(Mask(kSide, kSide), kTruth, network).mask.count(), 0);
  EXPECT_EQ(towards(kTruth, Mask(kSide, kSide), network).mask, kTruth);
}

}  // namespace
}  // namespace limn::batch
