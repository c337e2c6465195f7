// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// Views, inputs, answers of the focus network, and clicks that are obeyed.
#include "checkpoint_support.h"
#include "focus/focus_input.h"
#include "focus_support.h"
#include "limn/nn/focus.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace limn::nn {
namespace {

/// A bright disc of radius 10 at (20, 30) on a dark picture of 60 x 50.
at::Tensor discPicture() {
  at::Tensor rgb = at::full({60, 50, 3}, 40, at::kByte);
  for (std::int64_t y = 0; y < 60; ++y) {
    for (std::int64_t x = 0; x < 50; ++x) {
      if ((x - 20) * (x - 20) + (y - 30) * (y - 30) <= 100) rgb[y][x].fill_(200);
    }
  }
  return rgb;
}

TEST(FocusView, IsTwiceAsWideAsTheBoxAndCentredOnIt) {
  const FocusView view = focusView(200, 300, {.points = {}, .box = PromptBox{100, 50, 139, 69}});
  EXPECT_DOUBLE_EQ(view.span, 80);
  EXPECT_DOUBLE_EQ(view.left + view.span / 2, 120);
  EXPECT_DOUBLE_EQ(view.top + view.span / 2, 60);
}

TEST(FocusView, GrowsWithTheMaskThatReachesItsEdge) {
  FocusQuestion question{.points = {}, .box = PromptBox{100, 50, 139, 69}};
  const FocusView first = focusView(200, 300, question);
  question.previous = at::full({200, 300}, -1.0F);
  question.previous.slice(1, 80, 160).fill_(1);
  EXPECT_GT(focusView(200, 300, question).span, first.span);
}

TEST(FocusView, HoldsEveryClick) {
  FocusQuestion question{.points = {{10, 20, 1}, {90, 20, 0}}};
  const FocusView view = focusView(100, 100, question);
  EXPECT_LE(view.left, 10);
  EXPECT_GE(view.left + view.span, 91);
}

TEST(FocusView, OfAnObjectLargerThanThePictureIsLittleWiderThanThePicture) {
  const FocusView view = focusView(40, 30, {.points = {}, .box = PromptBox{-500, -500, 900, 900}});
  EXPECT_NEAR(view.span, 46, 1e-9);
}

TEST(FocusView, PastedLogitsAreThoseOfTheViewInsideAndThePreviousMaskBeyond) {
  const FocusView view{10, 20, 16, 32};
  at::Tensor logits = at::full({32, 32}, 3.0F);
  logits.slice(1, 16).fill_(-3);
  const at::Tensor pasted = pastedView(logits, view, 60, 50, at::full({60, 50}, 7.0F));
  EXPECT_EQ(pasted[25][9].item<float>(), 7);
  EXPECT_EQ(pasted[25][12].item<float>(), 3);
  EXPECT_EQ(pasted[25][24].item<float>(), -3);
  EXPECT_EQ(pasted[36][12].item<float>(), 7);
  EXPECT_LT(pastedView(logits, view, 60, 50)[0][0].item<float>(), 0);
}

FocusPrompts boxed(float x0, float y0, float x1, float y1) {
  FocusPrompts prompts;
  prompts.box = PromptBox{x0, y0, x1, y1};
  return prompts;
}

FocusPicture discView() {
  const at::Tensor rgb = discPicture().slice(0, 10, 50).slice(1, 0, 40).permute({2, 0, 1});
  return focusPicture(rgb.to(at::kFloat).contiguous(), at::full({40, 40}, true));
}

TEST(FocusInput, SaysWhichPixelsResembleTheInsideOfTheBox) {
  const FocusInput input = focusInput(discView(), boxed(10, 10, 30, 30));
  constexpr std::int64_t kSimilar = 10;
  EXPECT_GT(input.channels[kSimilar][20][20].item<float>(), 0.3);
  EXPECT_LT(input.channels[kSimilar][2][2].item<float>(), -0.3);
}

TEST(FocusInput, IsTheSameTwiceAndFiniteForEveryKindOfPrompt) {
  FocusPrompts click;
  click.points = {{20, 20, 1}, {2, 2, 0}};
  FocusPrompts draft;
  draft.previous = at::full({40, 40}, 3.0F);
  for (const FocusPrompts& prompts :
       {boxed(10, 10, 30, 30), boxed(-90, -90, -50, -50), click, draft, FocusPrompts{}}) {
    const FocusInput a = focusInput(discView(), prompts), b = focusInput(discView(), prompts);
    EXPECT_TRUE(a.channels.equal(b.channels));
    EXPECT_TRUE(a.channels.isfinite().all().item<bool>());
    EXPECT_TRUE(a.base.isfinite().all().item<bool>());
  }
}

TEST(ObeyedClicks, GrowOverTheObjectUpToItsEdge) {
  const at::Tensor nothing = at::full({60, 50}, -0.5F);
  const std::vector<PromptPoint> points{{20, 30, 1}};
  const at::Tensor grown = withClicksObeyed(nothing, discPicture(), points, 16).gt(0);
  EXPECT_TRUE(grown[30][20].item<bool>());
  EXPECT_TRUE(grown[30][25].item<bool>());
  EXPECT_FALSE(grown[30][33].item<bool>());  // beyond the edge of the disc
  EXPECT_FALSE(grown[45][20].item<bool>());
}

TEST(ObeyedClicks, StayCloseWhereTheNetworkIsSureOfTheOtherSide) {
  const std::vector<PromptPoint> points{{20, 30, 1}};
  const auto area = [&](float logit) {
    return withClicksObeyed(at::full({60, 50}, logit), discPicture(), points, 12)
        .gt(0)
        .sum()
        .item<std::int64_t>();
  };
  EXPECT_GE(area(-8), 1);
  EXPECT_LT(area(-8), area(-0.5F));
}

TEST(ObeyedClicks, LeaveEarlierClicksOfTheOtherKindObeyed) {
  const at::Tensor inside = at::full({60, 50}, 0.2F);
  const std::vector<PromptPoint> points{{20, 30, 1}, {22, 30, 0}, {18, 31, 0}};
  const at::Tensor obeyed = withClicksObeyed(inside, discPicture(), points, 12);
  for (const PromptPoint& point : points)
    EXPECT_TRUE(obeys(obeyed, point)) << point.x;
}

TEST(ObeyedClicks, ChangeNothingWhereAllAreObeyedAlready) {
  const at::Tensor logits = test::noise("logits", {60, 50});
  const std::vector<PromptPoint> outside{{-5, 900, 1}};
  EXPECT_TRUE(withClicksObeyed(logits, discPicture(), {}, 12).equal(logits));
  EXPECT_TRUE(withClicksObeyed(logits, discPicture(), outside, 12).equal(logits));
}

TEST(ObeyedClicks, OfBothKindsOnOnePixelFollowTheLaterOne) {
  const std::vector<PromptPoint> points{{20, 30, 1}, {20, 30, 0}};
  const at::Tensor obeyed = withClicksObeyed(at::full({60, 50}, 0.2F), discPicture(), points, 12);
  EXPECT_FALSE(obeys(obeyed, points[0]));
  EXPECT_TRUE(obeys(obeyed, points[1]));
}

/// Pictures and questions that no view fits well.
class FocusPredictorOn : public test::CheckpointFolder {
 protected:
  void SetUp() override {
    test::CheckpointFolder::SetUp();
    writeSafetensors(path("focus.safetensors"), test::focusWeights(test::smallFocusShape()));
  }
  [[nodiscard]] at::Tensor maskOf(const at::Tensor& rgb, const FocusQuestion& question) const {
    const FocusPredictor predictor = FocusPredictor::load(path("focus.safetensors"));
    const at::Tensor mask = predictor.mask(rgb, question).logits;
    EXPECT_TRUE(predictor.mask(rgb, question).logits.equal(mask)) << "not a pure function";
    EXPECT_EQ(mask.sizes(), at::IntArrayRef({rgb.size(0), rgb.size(1)}));
    EXPECT_TRUE(mask.isfinite().all().item<bool>());
    for (const PromptPoint& point : question.points)
      EXPECT_TRUE(obeys(mask, point));
    return mask;
  }
};

TEST_F(FocusPredictorOn, APictureOfThreePixelsAnswers) {
  (void)maskOf(test::picture(3, 3), {.points = {{1, 1, 1}}});
  (void)maskOf(test::picture(3, 3), {.points = {}, .box = PromptBox{0, 0, 2, 2}});
}

TEST_F(FocusPredictorOn, ABoxOutsideOfThePictureAnswers) {
  (void)maskOf(test::picture(40, 30), {.points = {}, .box = PromptBox{-80, -90, -50, -60}});
}

TEST_F(FocusPredictorOn, AnObjectLargerThanThePictureAnswers) {
  (void)maskOf(test::picture(40, 30), {.points = {}, .box = PromptBox{-100, -100, 200, 200}});
}

TEST_F(FocusPredictorOn, ClicksAtTheBordersAnswer) {
  (void)maskOf(test::picture(40, 30), {.points = {{0, 0, 1}, {29, 39, 0}}});
  (void)maskOf(test::picture(40, 30), {.points = {{29, 0, 1}}});
}

TEST_F(FocusPredictorOn, ADraftIsCorrectedInPlace) {
  FocusQuestion question;
  question.previous = at::full({60, 50}, -3.0F);
  question.previous.slice(0, 20, 40).slice(1, 10, 30).fill_(3);
  (void)maskOf(discPicture(), question);
}

TEST_F(FocusPredictorOn, SeveralRequestsGiveWhatEachGivesAlone) {
  const FocusPredictor predictor = FocusPredictor::load(path("focus.safetensors"));
  const at::Tensor rgb = discPicture();
  std::vector<FocusRequest> requests;
  for (const float x : {12.0F, 20.0F, 35.0F}) {
    const FocusQuestion question{.points = {{x, 30, 1}}};
    requests.push_back({question, focusView(60, 50, question)});
  }
  const std::vector<FocusAnswer> together = predictor.predict(rgb, requests);
  ASSERT_EQ(together.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const FocusAnswer alone = predictor.predict(rgb, {&requests[i], 1}).front();
    EXPECT_TRUE(together[i].logits.equal(alone.logits)) << i;
    EXPECT_EQ(together[i].iou, alone.iou) << i;
  }
}

TEST_F(FocusPredictorOn, APreviousMaskOfAnotherSizeIsRefused) {
  const FocusPredictor predictor = FocusPredictor::load(path("focus.safetensors"));
  FocusQuestion question;
  question.previous = at::zeros({10, 10});
  EXPECT_THROW((void)predictor.mask(discPicture(), question), std::invalid_argument);
}

}  // namespace
}  // namespace limn::nn
