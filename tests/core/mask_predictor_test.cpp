// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/mask_predictor.h"

#include "support/fake_predictor.h"

#include <gtest/gtest.h>

namespace limn::core {
namespace {

SlicePicture picture(std::int64_t width) {
  return {width, 2, std::vector<std::uint8_t>(static_cast<std::size_t>(6 * width))};
}

PromptSet pointAt(double x) {
  PromptSet set;
  set.points = {{{x, 1}, true}};
  return set;
}

TEST(MaskPredictor, EncodesABatchSliceBySlice) {
  test::FakePredictor predictor;

  const auto embeddings = predictor.encodeBatch({picture(3), picture(4)}, {});

  ASSERT_TRUE(embeddings);
  EXPECT_EQ(embeddings->size(), 2U);
  EXPECT_EQ(predictor.encodes, 2);
}

TEST(MaskPredictor, AnswersABatchPromptByPrompt) {
  test::FakePredictor predictor;
  const auto embedding = predictor.encode(picture(8), {});

  const auto answers = predictor.predictBatch(**embedding, {pointAt(1), pointAt(6)});

  ASSERT_TRUE(answers);
  ASSERT_EQ(answers->size(), 2U);
  EXPECT_NE(answers->at(0).candidates[0].mask, answers->at(1).candidates[0].mask);
  EXPECT_EQ(answers->at(1).candidates[0].mask,
            predictor.predict(**embedding, pointAt(6))->candidates[0].mask);
}

TEST(MaskPredictor, PassesOnTheFirstFailureOfABatch) {
  test::FakePredictor predictor;
  predictor.encodeError = ErrorCode::OutOfMemory;

  const auto embeddings = predictor.encodeBatch({picture(3)}, {});

  ASSERT_FALSE(embeddings);
  EXPECT_EQ(embeddings.error().code, ErrorCode::OutOfMemory);
}

}  // namespace
}  // namespace limn::core
