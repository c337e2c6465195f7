// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/engine/focused_predictor.h"

#include "../nn/focus_support.h"
#include "limn/nn/checkpoint.h"
#include "support/fake_predictor.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace limn::engine {
namespace {

namespace fs = std::filesystem;

/// A bright disc on dark ground; or, with `tint`, one in colour.
core::SlicePicture disc(std::uint8_t tint = 0) {
  core::SlicePicture picture{60, 50, {}};
  for (std::int64_t y = 0; y < 50; ++y) {
    for (std::int64_t x = 0; x < 60; ++x) {
      const std::uint8_t value = (x - 25) * (x - 25) + (y - 20) * (y - 20) <= 100 ? 200 : 40;
      picture.rgb.insert(picture.rgb.end(),
                         {value, value, static_cast<std::uint8_t>(value + tint)});
    }
  }
  return picture;
}

class FocusedPredictorTest : public testing::Test {
 protected:
  void SetUp() override {
    nn::writeSafetensors(weights, nn::test::focusWeights(nn::test::smallFocusShape()));
  }
  std::shared_ptr<core::MaskPredictor> make(bool isDefault = true) {
    auto made = makeFocusedPredictor(slices, {weights, "cpu", isDefault});
    EXPECT_TRUE(made) << (made ? "" : made.error().message());
    return made ? *made : nullptr;
  }
  Error refused(const fs::path& file) {
    auto made = makeFocusedPredictor(slices, {file, "cpu", true});
    return made ? Error{ErrorCode::Internal, "it was accepted", {}} : made.error();
  }

  test::TemporaryFolder folder;
  fs::path weights = folder.path() / "focus.safetensors";
  std::shared_ptr<test::FakePredictor> slices = std::make_shared<test::FakePredictor>("slices");
  core::PromptSet click{{{{25, 20}, true}, {{40, 40}, false}}, {}, {}};
};

TEST_F(FocusedPredictorTest, SaysWhichNetworksAnswer) {
  const auto predictor = make();
  EXPECT_EQ(predictor->info().weightsHash, "slices");
  EXPECT_EQ(predictor->info().focusHash.size(), 64U);
  EXPECT_TRUE(predictor->info().focusByDefault);
  EXPECT_FALSE(make(false)->info().focusByDefault);
}

TEST_F(FocusedPredictorTest, AddsOneCandidateThatObeysEveryClick) {
  const auto predictor = make();
  const auto embedding = predictor->encode(disc(), {});
  ASSERT_TRUE(embedding);
  const auto alone = slices->predict(**slices->encode(disc(), {}), click);
  const auto answer = predictor->predict(**embedding, click);

  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->candidates.size(), 4U);
  EXPECT_EQ(answer->best, 3U);
  EXPECT_FALSE(answer->candidates[0].view.has_value());
  ASSERT_TRUE(answer->candidates[3].view.has_value());
  EXPECT_GT(answer->candidates[3].view->span, 0);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(answer->candidates[i].mask, alone->candidates[i].mask);
  EXPECT_TRUE(answer->candidates[3].mask.test(25, 20));
  EXPECT_FALSE(answer->candidates[3].mask.test(40, 40));
  EXPECT_EQ(*answer->candidates[3].logits, *alone->candidates[alone->best].logits)
      << "the other network continues from its own answer";
}

TEST_F(FocusedPredictorTest, IsLeftOutWhereItIsNotWanted) {
  const auto predictor = make();
  const auto embedding = predictor->encode(disc(), {});
  click.focus = core::FocusUse::Off;
  const auto answer = predictor->predict(**embedding, click);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->candidates.size(), 3U);
  EXPECT_EQ(answer->best, 1U);
}

TEST_F(FocusedPredictorTest, AsksTheOtherNetworkOnceForOnePrompt) {
  const auto predictor = make();
  const auto embedding = predictor->encode(disc(), {});
  core::PromptSet first = click;
  first.focus = core::FocusUse::Off;
  (void)predictor->predict(**embedding, first);
  const auto answer = predictor->predict(**embedding, click);
  EXPECT_EQ(slices->asked().size(), 1U);
  const auto again = make()->predict(**embedding, click);
  EXPECT_EQ(answer->candidates[3].mask, again->candidates[3].mask);

  click.points.pop_back();
  (void)predictor->predict(**embedding, click);
  const auto other = predictor->encode(disc(30), {});
  (void)predictor->predict(**other, click);
  EXPECT_EQ(slices->asked().size(), 4U);  // one of them by the other predictor
}

TEST_F(FocusedPredictorTest, DependsOnPicturePromptsAndPreviousMaskAlone) {
  const auto predictor = make();
  const auto grey = predictor->encode(disc(), {}), colour = predictor->encode(disc(50), {});
  const auto maskOf = [&](const core::EmbeddingPtr& on, const core::PromptSet& prompts) {
    return predictor->predict(*on, prompts)->candidates[3].mask;
  };
  core::PromptSet corrected = click;
  corrected.previous = std::make_shared<const Mask>(maskOf(*grey, click));
  const Mask first = maskOf(*grey, corrected);
  (void)maskOf(*colour, click);  // asked about something else meanwhile
  EXPECT_EQ(maskOf(*grey, corrected), first);
  EXPECT_EQ(make()->predict(**predictor->encode(disc(), {}), corrected)->candidates[3].mask, first);
  EXPECT_NE(maskOf(*colour, corrected), first) << "the pixels have no part in it";
}

TEST_F(FocusedPredictorTest, AnswersSeveralPromptsAndSlicesAsOne) {
  const auto predictor = make();
  const auto both = predictor->encodeBatch({disc(), disc(50)}, {});
  ASSERT_TRUE(both);
  core::PromptSet box{{}, core::BoxPrompt{{14, 9}, {36, 31}}, {}};
  const auto answers = predictor->predictBatch(*both->at(1), {click, box});
  ASSERT_TRUE(answers);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto one = predictor->predict(*both->at(1), i == 0 ? click : box);
    ASSERT_EQ(answers->at(i).candidates.size(), 4U);
    EXPECT_EQ(answers->at(i).candidates[3].mask, one->candidates[3].mask);
  }
}

TEST_F(FocusedPredictorTest, CountsThePixelsThatItKeeps) {
  const auto predictor = make();
  const std::size_t alone = slices->encode(disc(), {}).value()->bytes();
  EXPECT_EQ(predictor->encode(disc(), {}).value()->bytes(), alone + 60 * 50);
  EXPECT_EQ(predictor->encode(disc(50), {}).value()->bytes(), alone + 3 * 60 * 50);
}

TEST_F(FocusedPredictorTest, RefusesEmbeddingsOfAnotherEngine) {
  const auto foreign = slices->encode(disc(), {});
  EXPECT_EQ(make()->predict(**foreign, click).error().code, ErrorCode::Internal);
}

TEST_F(FocusedPredictorTest, RefusesOtherFilesByName) {
  const Error missing = refused(folder.path() / "none.safetensors");
  EXPECT_EQ(missing.code, ErrorCode::NotFound);
  EXPECT_NE(missing.message().find("none.safetensors"), std::string::npos);

  std::ifstream whole(weights, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(whole), {}};
  const fs::path cut = folder.path() / "cut.safetensors";
  std::ofstream(cut, std::ios::binary) << bytes.substr(0, bytes.size() / 2);
  EXPECT_EQ(refused(cut).code, ErrorCode::Mismatch);
  EXPECT_NE(refused(cut).message().find("cut.safetensors"), std::string::npos);

  nn::StateDict other = nn::test::focusWeights(nn::test::smallFocusShape());
  other.tensors.erase(other.tensors.begin());
  const fs::path lacking = folder.path() / "lacking.safetensors";
  nn::writeSafetensors(lacking, other);
  EXPECT_EQ(refused(lacking).code, ErrorCode::Mismatch);
}

}  // namespace
}  // namespace limn::engine
