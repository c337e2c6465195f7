// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/reader_cost.h"

#include "mask/mask_shape.h"
#include "support/builders.h"
#include "support/oracle_predictor.h"

#include <gtest/gtest.h>

namespace limn::batch {
namespace {

const Mask kBlock = test::drawMask("......\n.####.\n.####.\n.####.\n......");

Result<std::vector<double>> cost(test::OraclePredictor& oracle, const ReaderHabits& habits) {
  const auto embedding = oracle.encode({}, {});
  return readerCost(oracle, **embedding, kBlock, habits, {1, "a", 2});
}

TEST(ReaderCost, BeginsWithTheBoxAndCorrectsOnTopOfIt) {
  test::OraclePredictor oracle([](const core::PromptSet& shown) {
    Mask answer(6, 5);  // each click adds a row
    for (std::size_t row = 0; row <= shown.points.size() && row < 3; ++row) {
      for (std::int64_t x = 1; x < 5; ++x)
        answer.set(x, static_cast<std::int64_t>(row) + 1);
    }
    return answer;
  });

  const auto dice = cost(oracle, {ClickPlacement::Centre, 0, 5});

  ASSERT_TRUE(dice.has_value());
  EXPECT_EQ(*dice, (std::vector<double>{0.5, 0.8, 1, 1, 1, 1}));
  ASSERT_EQ(oracle.asked.size(), 3U);
  EXPECT_EQ(oracle.asked[0].box, tightBox(kBlock));
  EXPECT_TRUE(oracle.asked[2].box.has_value());
  EXPECT_EQ(oracle.asked[2].points.size(), 2U);
  EXPECT_EQ(oracle.asked[2].mask->values.front(), 1);
}

TEST(ReaderCost, TheCentreClickIsInTheMiddleOfTheLargestWrongPart) {
  const Mask answer = test::drawMask("#.....\n.####.\n......\n......\n......");

  const auto click = centreClick(kBlock, answer);

  ASSERT_TRUE(click.has_value());
  EXPECT_TRUE(click->include);
  EXPECT_TRUE(click->at.y == 2 || click->at.y == 3);
  EXPECT_FALSE(centreClick(kBlock, kBlock).has_value());
  EXPECT_FALSE(centreClick(Mask(6, 5), kBlock)->include);
}

TEST(ReaderCost, JitterStaysWithinItsShareAndThePicture) {
  Mask truth(200, 200);
  for (std::int64_t i = 50; i < 150; ++i)
    truth.set(i, i);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const BoxPrompt box = jitteredBox(truth, 0.1, {seed, "a", 1});
    EXPECT_NEAR(box.min.x, 50, 10);
    EXPECT_NEAR(box.max.y, 149, 10);
    EXPECT_EQ(box, jitteredBox(truth, 0.1, {seed, "a", 1}));
  }
  EXPECT_EQ(jitteredBox(truth, 0, {1, "a", 1}), tightBox(truth));
}

TEST(ReaderCost, RefusesAnEmptyMask) {
  test::OraclePredictor oracle([](const core::PromptSet&) { return Mask(6, 5); });
  const auto embedding = oracle.encode({}, {});
  const auto dice = readerCost(oracle, **embedding, Mask(6, 5), {}, {});
  EXPECT_EQ(dice.error().code, ErrorCode::WrongUse);
}

}  // namespace
}  // namespace limn::batch
