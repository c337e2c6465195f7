// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/evaluation.h"

#include "support/builders.h"

#include <gtest/gtest.h>

#include <vector>

namespace limn::batch {
namespace {

/// A mask whose every overlap has this Dice and half of it as IoU.
EvaluatedMask maskOf(const std::string& modality, const std::string& target, double dice,
                     double predictedIou = 0.5) {
  EvaluatedMask mask;
  mask.modality = modality;
  mask.target = target;
  mask.overlaps.fill({dice, dice / 2});
  mask.predictedIou.fill(predictedIou);
  return mask;
}

TEST(Evaluation, MeansAreOverTargetsNotOverMasks) {
  const std::vector masks{maskOf("CT", "liver", 0.9), maskOf("MR", "lesion", 0.2),
                          maskOf("MR", "lesion", 0.4), maskOf("MR", "lesion", 0.6)};

  const EvaluationSummary summary = summarise(masks);

  EXPECT_DOUBLE_EQ(summary.byTarget.at("lesion")[Measure::Box].dice, 0.4);
  EXPECT_DOUBLE_EQ(summary.means[Measure::Box].dice, 0.65);
  EXPECT_DOUBLE_EQ(summary.means[Measure::Box].iou, 0.325);
  EXPECT_DOUBLE_EQ(summary.means[Measure::InscribedEllipse].dice, 0.65);
  EXPECT_EQ(summary.means.masks, 4U);
  EXPECT_EQ(summary.means.targets, 2U);
  EXPECT_FALSE(summary.meansWithoutThin);
}

TEST(Evaluation, ModalitySeesItsOwnMasksOfASharedTarget) {
  const std::vector masks{maskOf("CT", "tumour", 0.8), maskOf("PET", "tumour", 0.4),
                          maskOf("CT", "liver", 1.0)};

  const EvaluationSummary summary = summarise(masks);

  EXPECT_DOUBLE_EQ(summary.byModality.at("CT")[Measure::Point3].dice, 0.9);
  EXPECT_EQ(summary.byModality.at("CT").targets, 2U);
  EXPECT_DOUBLE_EQ(summary.byModality.at("PET")[Measure::Point3].dice, 0.4);
  EXPECT_DOUBLE_EQ(summary.byTarget.at("tumour")[Measure::Point3].dice, 0.6);
  EXPECT_DOUBLE_EQ(summary.means[Measure::Point3].dice, 0.8);
}

TEST(Evaluation, ThinTargetsAreLeftOutOfTheSecondMeanOnly) {
  const std::vector masks{maskOf("Fundus", "vessels", 0.1), maskOf("Fundus", "disc", 0.9)};

  const EvaluationSummary summary = summarise(masks, {"vessels"});

  EXPECT_DOUBLE_EQ(summary.means[Measure::Point5].dice, 0.5);
  ASSERT_TRUE(summary.meansWithoutThin);
  EXPECT_DOUBLE_EQ((*summary.meansWithoutThin)[Measure::Point5].dice, 0.9);
  EXPECT_EQ(summary.meansWithoutThin->targets, 1U);
}

TEST(Evaluation, EveryTargetThinLeavesNoTargets) {
  const std::vector masks{maskOf("Fundus", "vessels", 0.1)};

  const EvaluationSummary summary = summarise(masks, {"vessels"});

  ASSERT_TRUE(summary.meansWithoutThin);
  EXPECT_EQ(summary.meansWithoutThin->targets, 0U);
  EXPECT_EQ((*summary.meansWithoutThin)[Measure::Box].dice, 0);
}

TEST(Evaluation, CorrelatesPredictedWithTrueIou) {
  const std::vector same{maskOf("CT", "a", 0.2, 0.1), maskOf("CT", "a", 0.4, 0.2),
                         maskOf("CT", "a", 0.8, 0.4)};
  const std::vector constant{maskOf("CT", "a", 0.2, 0.3), maskOf("CT", "a", 0.4, 0.3)};

  EXPECT_NEAR(*summarise(same).iouCorrelation[0], 1.0, 1e-12);
  EXPECT_FALSE(summarise(constant).iouCorrelation[0]);
}

TEST(Evaluation, CorrelationIsPearsons) {
  const std::vector<double> a{1, 2, 3, 4}, b{2, 1, 4, 3}, falling{4, 3, 2, 1};

  EXPECT_NEAR(*correlation(a, b), 0.6, 1e-12);
  EXPECT_NEAR(*correlation(a, falling), -1.0, 1e-12);
  EXPECT_FALSE(correlation(std::vector<double>{}, std::vector<double>{}));
}

TEST(Evaluation, TakesEveryScoreOfATrial) {
  const Mask truth = test::drawMask("######/######/######/######");
  ReaderTrial trial;
  trial.box = {{0.9, 0.8}, 0.7, {}};
  for (std::size_t i = 0; i < kReaderPoints; ++i)
    trial.points[i] = {{0.1 * static_cast<double>(i), 0}, 0.01 * static_cast<double>(i), {}};
  EvaluatedMask mask;

  takeScores(mask, truth, trial);

  EXPECT_EQ(mask[Measure::Box], (OverlapScore{0.9, 0.8}));
  EXPECT_DOUBLE_EQ(mask[Measure::Point5].dice, 0.4);
  EXPECT_DOUBLE_EQ(mask.predictedIou[static_cast<std::size_t>(Measure::Point3)], 0.02);
  EXPECT_EQ(mask[Measure::FilledBox], (OverlapScore{1, 1}));
  EXPECT_LT(mask[Measure::InscribedEllipse].dice, 1);
}

TEST(Evaluation, ClicksGiveSurfaceDiceAndShares) {
  const Mask truth = test::drawMask("........../..######../..######../..######../..........");
  Mask empty(10, 5);
  ReaderTrial trial;
  trial.box = {overlapOf(truth, truth), 1, truth};
  trial.corrections.assign(kReaderPoints, {overlapOf(truth, empty), 0, empty});
  trial.points.fill({{0.5, 0.4}, 0, truth});
  trial.points[0].overlap.dice = 0.1;
  trial.clicksShown = 30;
  trial.clicksObeyed = 15;
  trial.corrected = 8;
  trial.harmed = 2;
  EvaluatedMask mask;

  takeScores(mask, truth, trial);

  ASSERT_TRUE(mask.clicks.has_value());
  EXPECT_EQ(mask.clicks->boxDice[0], 1);
  EXPECT_EQ(mask.clicks->boxSurfaceDice[0], 1);
  EXPECT_EQ(mask.clicks->boxSurfaceDice[5], 0);
  EXPECT_NEAR(mask.clicks->diceAuc(), (0.3 + 0.5 + 0.5 + 0.5) / 4, 1e-12);
  EXPECT_EQ(mask.clicks->surfaceDiceAuc(), 1);
  EXPECT_EQ(mask.clicks->obeyed, 0.5);
  EXPECT_EQ(mask.clicks->harmful, 0.25);
}

TEST(Evaluation, ClicksAreAveragedLikeDiceOverTargets) {
  std::vector<EvaluatedMask> masks(3);
  for (std::size_t i = 0; i < 3; ++i) {
    masks[i].target = i == 2 ? "nucleus" : "liver";
    masks[i].clicks.emplace();
    masks[i].clicks->boxDice[3] = static_cast<double>(i);
    masks[i].clicks->harmful = i == 2 ? 1 : 0;
  }

  const EvaluationSummary summary = summarise(masks);

  ASSERT_TRUE(summary.means.clicks.has_value());
  EXPECT_EQ(summary.means.clicks->boxDice[3], (0.5 + 2) / 2);
  EXPECT_EQ(summary.means.clicks->harmful, 0.5);
  EXPECT_FALSE(summarise(std::vector<EvaluatedMask>(2)).means.clicks.has_value());
}

TEST(Evaluation, NothingEvaluatedIsNotAnError) {
  const EvaluationSummary summary = summarise({});

  EXPECT_EQ(summary.means.targets, 0U);
  EXPECT_TRUE(summary.byTarget.empty());
}

}  // namespace
}  // namespace limn::batch
