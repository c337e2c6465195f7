// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "predict/prompt_replay.h"

#include "support/builders.h"
#include "support/fake_predictor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stop_token>

namespace limn::core {
namespace {

PointPrompt click(double x, double y, bool include = true) {
  return {{x, y}, include};
}

class PromptReplayTest : public testing::Test {
 protected:
  test::FakePredictor network;
  EmbeddingPtr embedding = *network.encode({20, 20, {}}, {});
};

TEST_F(PromptReplayTest, EachStepShowsAllPointsTheLatestBoxAndTheBestOfTheStepBefore) {
  const BoxPrompt first{{1, 1}, {5, 5}}, second{{2, 2}, {9, 9}};

  const auto prediction =
      predictInOrder(network, *embedding, {first, click(3, 3), second, click(8, 8, false)});

  ASSERT_TRUE(prediction);
  const auto asked = network.asked();
  ASSERT_EQ(asked.size(), 4U);
  EXPECT_EQ(asked[0].mask, nullptr);
  EXPECT_TRUE(asked[0].points.empty());
  EXPECT_EQ(asked[1].box, first);
  EXPECT_EQ(asked[1].mask->values[0], 1);  // no point then, candidate 1
  EXPECT_EQ(asked[2].box, second);
  EXPECT_EQ(asked[2].mask->values[0], 11);
  EXPECT_EQ(asked[3].box, second);
  EXPECT_EQ(asked[3].points, (std::vector<PointPrompt>{click(3, 3), click(8, 8, false)}));
  EXPECT_EQ(asked[3].mask->values[0], 11);
}

TEST_F(PromptReplayTest, AMaskPromptTakesThePlaceOfTheFeedbackInItsOwnStepOnly) {
  const Mask mask = test::drawMask("##../....");

  ASSERT_TRUE(predictInOrder(network, *embedding, {click(3, 3), MaskPrompt{mask}, click(4, 4)}));

  const auto asked = network.asked();
  EXPECT_EQ(asked[1].mask->values[0], 1002);
  EXPECT_EQ(asked[1].points.size(), 1U);
  EXPECT_EQ(asked[2].mask->values[0], 11);
}

TEST_F(PromptReplayTest, TheMaskToCorrectIsTheOneThatTheReaderSaw) {
  const Mask given = test::drawMask("##../....");
  const std::vector<PromptStep> steps{
      {click(3, 3), {}}, {click(8, 8), 2}, {click(4, 4), {}}, {MaskPrompt{given}, {}}};

  const auto answers = answerSteps(network, *embedding, steps, {}, FocusUse::Off);

  ASSERT_TRUE(answers);
  const auto asked = network.asked();
  EXPECT_EQ(asked[0].previous, nullptr);
  EXPECT_EQ(*asked[1].previous, answers->at(0)->candidates[1].mask) << "the best one";
  EXPECT_EQ(*asked[2].previous, answers->at(1)->candidates[2].mask) << "the chosen one";
  EXPECT_EQ(*asked[3].previous, given);
  EXPECT_TRUE(
      std::ranges::all_of(asked, [](const PromptSet& set) { return set.focus == FocusUse::Off; }));
}

TEST_F(PromptReplayTest, AMaskAloneIsShownAlone) {
  ASSERT_TRUE(predictInOrder(network, *embedding, {MaskPrompt{test::drawMask("#")}}));

  const auto asked = network.asked();
  EXPECT_EQ(asked[0].mask->values[0], 1001);
  EXPECT_TRUE(asked[0].points.empty());
  EXPECT_FALSE(asked[0].box);
}

TEST_F(PromptReplayTest, NoPromptIsWrongUse) {
  EXPECT_EQ(predictInOrder(network, *embedding, {}).error().code, ErrorCode::WrongUse);
}

TEST_F(PromptReplayTest, KnownAnswersAreNotAskedForAgain) {
  std::vector<PromptStep> steps{{click(3, 3), {}}, {click(4, 4), 2}};
  const auto known = answerSteps(network, *embedding, steps, {});
  ASSERT_TRUE(known);
  steps.push_back({click(5, 5), {}});

  const auto all = answerSteps(network, *embedding, steps, *known);

  ASSERT_TRUE(all);
  EXPECT_EQ(network.asked().size(), 3U);
  EXPECT_EQ((*all)[1], (*known)[1]);
  EXPECT_EQ(network.asked().back().mask->values[0], 22);  // the chosen candidate, not the best
}

TEST_F(PromptReplayTest, StopsBetweenStepsWhenTold) {
  std::stop_source stop;
  stop.request_stop();
  const auto answers = answerSteps(network, *embedding, {{click(3, 3), {}}}, {}, FocusUse::On,
                                   {stop.get_token(), {}});
  EXPECT_EQ(answers.error().code, ErrorCode::Cancelled);
  EXPECT_TRUE(network.asked().empty());
}

}  // namespace
}  // namespace limn::core
