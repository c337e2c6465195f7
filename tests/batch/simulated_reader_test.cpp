// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/simulated_reader.h"

#include "support/builders.h"
#include "support/oracle_predictor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <utility>

namespace limn::batch {
namespace {

using test::drawMask;
using test::OraclePredictor;

Mask disc(std::int64_t side, double radius) {
  Mask mask(side, side);
  const double centre = static_cast<double>(side) / 2 - 0.5;
  for (std::int64_t y = 0; y < side; ++y) {
    for (std::int64_t x = 0; x < side; ++x) {
      const double dx = static_cast<double>(x) - centre, dy = static_cast<double>(y) - centre;
      mask.set(x, y, dx * dx + dy * dy <= radius * radius);
    }
  }
  return mask;
}

bool at(const Mask& mask, PixelPoint p) {
  return mask.test(static_cast<std::int64_t>(p.x), static_cast<std::int64_t>(p.y));
}

struct Trial {
  OraclePredictor predictor;
  Result<ReaderTrial> result;
};
Trial tryWith(const Mask& truth, OraclePredictor::Answer answer,
              const ReaderPrompts* replay = nullptr, Protocol protocol = Protocol::Published) {
  Trial trial{OraclePredictor(std::move(answer)), fail(ErrorCode::Internal, "not run")};
  const auto embedding = trial.predictor.encode({}, {});
  trial.result = tryReader(trial.predictor, **embedding, truth, {7, "slice", 3}, protocol, replay);
  return trial;
}

TEST(SimulatedReader, BoxIsTightAroundAllParts) {
  const BoxPrompt box = tightBox(drawMask("....../.#..../....#./......"));

  EXPECT_EQ(box, (BoxPrompt{{1, 1}, {4, 2}}));
}

TEST(SimulatedReader, PerfectPredictorScoresOneAndIsNotCorrected) {
  const Mask truth = disc(20, 6);

  const Trial trial = tryWith(truth, [&](const core::PromptSet&) { return truth; });

  ASSERT_TRUE(trial.result);
  EXPECT_EQ(trial.result->box.overlap, (OverlapScore{1, 1}));
  for (const ScoredAnswer& answer : trial.result->points) {
    EXPECT_EQ(answer.overlap, (OverlapScore{1, 1}));
    EXPECT_FLOAT_EQ(static_cast<float>(answer.predictedIou), 0.75F);
  }
  EXPECT_EQ(trial.result->prompts.points.size(), 1U);
  EXPECT_EQ(trial.predictor.asked.size(), 2U);  // the box and one point
}

TEST(SimulatedReader, EmptyAnswersScoreZeroAndArePromptedInside) {
  const Mask truth = disc(20, 6);

  const Trial trial = tryWith(truth, [](const core::PromptSet&) { return Mask(20, 20); });

  ASSERT_TRUE(trial.result);
  EXPECT_EQ(trial.result->box.overlap, (OverlapScore{0, 0}));
  EXPECT_EQ(trial.result->points.back().overlap, (OverlapScore{0, 0}));
  ASSERT_EQ(trial.result->prompts.points.size(), kReaderPoints);
  for (const PointPrompt& point : trial.result->prompts.points) {
    EXPECT_TRUE(point.include);
    EXPECT_TRUE(at(truth, point.at));
  }
}

TEST(SimulatedReader, ShowsAllPointsSoFarAndTheLastLogits) {
  const Mask truth = disc(20, 6);

  const Trial trial = tryWith(truth, [](const core::PromptSet&) { return Mask(20, 20); });

  const auto& asked = trial.predictor.asked;
  ASSERT_EQ(asked.size(), 1 + kReaderPoints);
  EXPECT_TRUE(asked[0].box && asked[0].points.empty() && !asked[0].mask);
  EXPECT_FALSE(asked[1].mask);  // the points do not use the answer to the box
  for (std::size_t i = 1; i <= kReaderPoints; ++i) {
    EXPECT_FALSE(asked[i].box);
    ASSERT_EQ(asked[i].points.size(), i);
    EXPECT_EQ(asked[i].points.back(), trial.result->prompts.points[i - 1]);
    if (i == 1) continue;
    ASSERT_TRUE(asked[i].mask);
    EXPECT_EQ(asked[i].mask->values.front(), static_cast<float>(i - 1));
  }
}

TEST(SimulatedReader, CorrectionsLieInTheErrorAndAreMarkedAsTruth) {
  const Mask truth = drawMask("######..../######..../........../..........");
  const Mask answer = drawMask("...#######/######..../........../..........");
  std::set<std::pair<double, double>> found;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto point = correctionPoint(truth, answer, {seed, "a", 1}, 1);

    ASSERT_TRUE(point);
    EXPECT_NE(at(truth, point->at), at(answer, point->at));
    EXPECT_EQ(point->include, at(truth, point->at));
    found.emplace(point->at.x, point->at.y);
  }
  EXPECT_EQ(found.size(), 7U);  // every wrong pixel was chosen
}

TEST(SimulatedReader, NothingToCorrectInTheTruth) {
  const Mask truth = disc(12, 4);

  EXPECT_FALSE(correctionPoint(truth, truth, {1, "a", 1}, 1));
}

TEST(SimulatedReader, ChoicesDependOnSeedItemObjectAndStepAlone) {
  const Mask truth = disc(64, 30), none(64, 64);
  const auto point = [&](const ReaderSeed& seed, std::size_t step) {
    return correctionPoint(truth, none, seed, step)->at;
  };
  const PixelPoint here = point({1, "a", 1}, 2);

  EXPECT_EQ(point({1, "a", 1}, 2), here);
  EXPECT_NE(point({2, "a", 1}, 2), here);
  EXPECT_NE(point({1, "b", 1}, 2), here);
  EXPECT_NE(point({1, "a", 2}, 2), here);
  EXPECT_NE(point({1, "a", 1}, 3), here);
  EXPECT_EQ(foregroundPoint(truth, {1, "a", 1}), (PointPrompt{point({1, "a", 1}, 0), true}));
}

TEST(SimulatedReader, FirstPointsCoverTheWholeObject) {
  const Mask truth = drawMask("..##/..##/#...");
  std::set<std::pair<double, double>> found;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const PointPrompt point = foregroundPoint(truth, {seed, "a", 1});
    ASSERT_TRUE(at(truth, point.at));
    found.emplace(point.at.x, point.at.y);
  }
  EXPECT_EQ(found.size(), 5U);
}

TEST(SimulatedReader, ReplayShowsExactlyTheGivenPrompts) {
  const Mask truth = disc(20, 6);
  const ReaderPrompts given{{{1, 2}, {15, 16}}, {{{9, 9}, true}, {{0, 0}, false}}};

  const Trial trial = tryWith(
      truth, [](const core::PromptSet&) { return Mask(20, 20); }, &given);

  ASSERT_TRUE(trial.result);
  EXPECT_EQ(trial.result->prompts, given);
  ASSERT_EQ(trial.predictor.asked.size(), 3U);
  EXPECT_EQ(trial.predictor.asked[0].box, given.box);
  EXPECT_EQ(trial.predictor.asked[2].points, given.points);
}

TEST(SimulatedReader, ReplayOfItsOwnPromptsAsksTheSame) {
  const Mask truth = disc(40, 11);
  const auto answer = [](const core::PromptSet& set) {
    return disc(40, 3.0 + static_cast<double>(set.points.size()));
  };
  const Trial first = tryWith(truth, answer);

  const Trial again = tryWith(truth, answer, &first.result->prompts);

  ASSERT_EQ(again.predictor.asked.size(), first.predictor.asked.size());
  for (std::size_t i = 0; i < first.predictor.asked.size(); ++i)
    EXPECT_EQ(again.predictor.asked[i].points, first.predictor.asked[i].points);
  EXPECT_EQ(again.result->points.back().overlap, first.result->points.back().overlap);
}

TEST(SimulatedReader, ReplayRefusesPromptsOutsideThePicture) {
  const Mask truth = disc(20, 6);
  const ReaderPrompts outside{{{1, 2}, {15, 16}}, {{{20, 9}, true}}}, empty{{{1, 2}, {15, 16}}, {}};
  const auto answer = [&](const core::PromptSet&) { return truth; };

  const Trial far = tryWith(truth, answer, &outside), none = tryWith(truth, answer, &empty);

  ASSERT_FALSE(far.result);
  EXPECT_EQ(far.result.error().code, ErrorCode::OutOfRange);
  ASSERT_FALSE(none.result);
  EXPECT_EQ(none.result.error().code, ErrorCode::WrongUse);
}

TEST(SimulatedReader, EmptyTruthIsRefused) {
  const Trial trial = tryWith(Mask(9, 9), [](const core::PromptSet&) { return Mask(9, 9); });

  ASSERT_FALSE(trial.result);
  EXPECT_EQ(trial.result.error().code, ErrorCode::WrongUse);
}

TEST(SimulatedReader, FloorsOfARectangle) {
  Mask truth(30, 20);
  for (std::int64_t y = 4; y < 14; ++y) {
    for (std::int64_t x = 5; x < 25; ++x)
      truth.set(x, y);
  }

  EXPECT_EQ(filledBox(truth), truth);
  const OverlapScore ellipse = overlapOf(truth, inscribedEllipse(truth));
  EXPECT_NEAR(ellipse.iou, M_PI / 4, 0.02);
}

TEST(SimulatedReader, FloorsOfADisc) {
  const Mask truth = disc(200, 80);

  EXPECT_EQ(overlapOf(truth, inscribedEllipse(truth)).iou, 1.0);
  EXPECT_NEAR(overlapOf(truth, filledBox(truth)).iou, M_PI / 4, 0.002);
}

TEST(SimulatedReader, FloorsOfASinglePixelAreThatPixel) {
  const Mask truth = drawMask(".../.#./...");

  EXPECT_EQ(filledBox(truth), truth);
  EXPECT_EQ(inscribedEllipse(truth), truth);
}

TEST(SimulatedReader, ThePublishedProtocolNeverAsksTheFocusNetworkNorGivesAMask) {
  const Trial trial = tryWith(disc(20, 6), [](const core::PromptSet&) { return Mask(20, 20); });

  for (const core::PromptSet& asked : trial.predictor.asked) {
    EXPECT_EQ(asked.focus, core::FocusUse::Off);
    EXPECT_EQ(asked.previous, nullptr);
  }
  EXPECT_TRUE(trial.result->corrections.empty());
}

TEST(SimulatedReader, ClicksInTheMiddleCorrectTheMaskBefore) {
  const Mask truth = disc(20, 6), answer = disc(20, 3);

  const Trial trial = tryWith(
      truth, [&](const core::PromptSet&) { return answer; }, nullptr, Protocol::Clicks);

  ASSERT_TRUE(trial.result);
  EXPECT_EQ(trial.result->corrections.size(), kReaderPoints);
  const auto& asked = trial.predictor.asked;
  ASSERT_EQ(asked.size(), 1 + kReaderPoints + kReaderPoints);
  EXPECT_TRUE(asked[0].box && !asked[0].previous && asked[0].points.empty());
  for (std::size_t i = 1; i <= kReaderPoints; ++i) {
    EXPECT_TRUE(asked[i].box.has_value());
    EXPECT_EQ(asked[i].points.size(), i);
    ASSERT_NE(asked[i].previous, nullptr);
    EXPECT_EQ(*asked[i].previous, answer);
    EXPECT_EQ(asked[i].focus, core::FocusUse::On);
    const PixelPoint click = asked[i].points.back().at;
    EXPECT_TRUE(at(truth, click) && !at(answer, click));
  }
  const core::PromptSet& first = asked[1 + kReaderPoints];
  EXPECT_FALSE(first.box || first.previous);
  EXPECT_NEAR(first.points[0].at.x, 9.5, 0.5);  // the middle of the disc
  EXPECT_NEAR(first.points[0].at.y, 9.5, 0.5);
}

TEST(SimulatedReader, CountsClicksThatAreObeyedAndCorrectionsThatHarm) {
  const Mask truth = disc(20, 6);
  const auto answer = [&](const core::PromptSet& shown) {
    const bool isSecond = shown.points.size() == 2;  // loses everything, clicks included
    return isSecond ? Mask(20, 20) : disc(20, 5);
  };

  const Trial trial = tryWith(truth, answer, nullptr, Protocol::Clicks);

  ASSERT_TRUE(trial.result);
  const ReaderTrial& result = *trial.result;
  EXPECT_EQ(result.clicksShown, 2U * (1 + 2 + 3 + 4 + 5));
  std::size_t obeyed = 0;
  for (const core::PromptSet& asked : trial.predictor.asked) {
    for (const PointPrompt& point : asked.points)
      obeyed += at(answer(asked), point.at) == point.include ? 1 : 0;
  }
  EXPECT_EQ(result.clicksObeyed, obeyed);
  EXPECT_LT(obeyed, result.clicksShown);
  EXPECT_EQ(result.corrected, 5U + 4U);
  EXPECT_EQ(result.harmed, 2U);  // the second click, with the box and without
}

}  // namespace
}  // namespace limn::batch
