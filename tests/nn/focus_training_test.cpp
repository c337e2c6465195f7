// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// What a focus network is taught with, and a run of it.
#include "checkpoint_support.h"
#include "focus/focus_shape.h"
#include "focus/geodesic.h"
#include "limn/nn/focus.h"
#include "limn/nn/training.h"
#include "nn_support.h"
#include "train/drafts.h"
#include "train/focus_reader.h"
#include "train/focus_samples.h"
#include "train/superpixels.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>

#include <set>

namespace limn::nn {
namespace {

at::Tensor blockMask(std::int64_t x0, std::int64_t y0, std::int64_t x1, std::int64_t y1) {
  at::Tensor mask = at::zeros({64, 64}, at::kByte);
  mask.slice(0, y0, y1).slice(1, x0, x1).fill_(1);
  return mask;
}

TEST(FocusReader, ClicksInTheMiddleOfTheLargestErrorAndSaysWhatIsThere) {
  const at::Tensor truth = blockMask(10, 10, 30, 30);
  const auto missing = middleOfError(blockMask(10, 10, 30, 14), truth);
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->label, 1);
  EXPECT_NEAR(missing->x, 19.5, 4);
  EXPECT_NEAR(missing->y, 21.5, 4);
  const auto extra = middleOfError(blockMask(10, 10, 50, 30), truth);
  ASSERT_TRUE(extra);
  EXPECT_EQ(extra->label, 0);
  EXPECT_FALSE(middleOfError(truth, truth));
}

TEST(FocusReader, BoxesAreTightOrOffByTheJitter) {
  const at::Tensor truth = blockMask(10, 20, 30, 60);
  Random random(1);
  const PromptBox tight = drawnBox(truth, 0, random);
  EXPECT_EQ(tight.x0, 10);
  EXPECT_EQ(tight.x1, 29);
  for (int i = 0; i < 50; ++i) {
    const PromptBox drawn = drawnBox(truth, 0.1, random);
    EXPECT_NEAR(drawn.x0, 10, 2);
    EXPECT_NEAR(drawn.y1, 59, 4);
  }
}

TEST(Drafts, AreOftenRightOftenNearlySoAndNeverEmpty) {
  const at::Tensor truth = blockMask(16, 16, 44, 40);
  int right = 0, near = 0;
  constexpr int kDrafts = 200;
  for (int seed = 0; seed < kDrafts; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    const at::Tensor draft = draftOf(truth, random);
    ASSERT_TRUE(draft.any().item<bool>());
    const auto wrong = draft.ne(truth).sum().item<std::int64_t>();
    right += wrong == 0 ? 1 : 0;
    near += wrong > 0 && wrong < 120 ? 1 : 0;
  }
  EXPECT_GT(right, kDrafts / 6);
  EXPECT_GT(near, kDrafts / 8);
  EXPECT_LT(right + near, kDrafts * 4 / 5);
}

TEST(Superpixels, FollowTheEdgesOfThePicture) {
  at::Tensor rgb = at::full({3, 32, 32}, 50.0F);
  rgb.slice(2, 16).fill_(200);
  const auto regions = superpixels(rgb, 300, 20);
  EXPECT_EQ(std::set<std::int32_t>(regions.begin(), regions.end()).size(), 2U);
  EXPECT_NE(regions[15], regions[16]);
  EXPECT_EQ(regions[0], regions[31 * 32 + 15]);
}

TEST(Geodesic, DistanceIsShortAlongOneValueAndLongAcrossAnEdge) {
  std::vector<std::uint8_t> values(20 * 20, 10), seeds(20 * 20, 0);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = i % 20 < 10 ? 10 : 250;
  seeds[10 * 20 + 5] = 1;
  const auto distance = geodesicDistance(values, 20, seeds, 0.01F);
  EXPECT_NEAR(distance[10 * 20 + 9], 0.04, 1e-4);
  EXPECT_GT(distance[10 * 20 + 10], 0.9);
  EXPECT_EQ(distance[10 * 20 + 5], 0);
}

ShardSample blockSample() {
  at::Tensor image = at::full({80, 60, 1}, 30, at::kByte);
  at::Tensor masks = at::zeros({1, 80, 60}, at::kByte);
  image.slice(0, 20, 60).slice(1, 20, 50).fill_(200);
  masks.slice(1, 20, 60).slice(2, 20, 50).fill_(7);
  return {{"a", "case", "CT", "block"}, image, masks};
}

TEST(FocusSamples, ShowTheObjectWhereItsMaskIs) {
  Random random(3);
  const auto view = plainView(blockSample(), random, 64);
  ASSERT_TRUE(view);
  const at::Tensor grey = view->picture.channels[0];
  EXPECT_GT(grey.masked_select(view->mask.to(at::kBool)).mean().item<float>(), 0.5);
  EXPECT_LT(grey.masked_select(view->mask.eq(0)).mean().item<float>(), -0.5);
  EXPECT_NEAR(view->mask.any(1).sum().item<double>(), 32, 1);  // half of the side
}

TEST(FocusSamples, ArePureFunctionsOfTheSeed) {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    Random a(seed), b(seed);
    const auto first = objectView(blockSample(), a, 64), second = objectView(blockSample(), b, 64);
    ASSERT_EQ(first.has_value(), second.has_value());
    if (!first) continue;
    EXPECT_TRUE(first->picture.channels.equal(second->picture.channels));
  }
}

class FocusTrainer : public test::CheckpointFolder {
 protected:
  [[nodiscard]] TrainPlan plan(const std::string& name, std::int64_t steps) const {
    writeShard(path("shard.safetensors"), std::vector{blockSample()});
    TrainPlan p;
    p.settings = defaultSettings(TrainMode::Full, Recipe::Focus);
    p.settings.steps = steps;
    p.settings.images = 2;
    p.settings.side = 32;
    p.settings.schedule = Schedule::Constant;
    p.settings.warmupSteps = 0;
    p.shards = {path("shard.safetensors")};
    p.folder = path(name);
    return p;
  }
};

TEST_F(FocusTrainer, InterruptedAndResumedEndsInTheSameBytes) {
  const TrainPlan whole = plan("whole", 4);
  (void)train(whole);
  TrainPlan parts = plan("parts", 2);
  (void)train(parts);
  parts.settings.steps = 4;
  parts.resume = true;
  (void)train(parts);
  EXPECT_EQ(test::slurp(path("whole/state.safetensors")),
            test::slurp(path("parts/state.safetensors")));
}

TEST_F(FocusTrainer, WritesAModelThatAnswersAndMeasuresHeldOutPictures) {
  TrainPlan p = plan("run", 2);
  p.heldOut = p.shards;
  std::optional<HeldOutDice> held;
  const TrainResult result =
      train(p, [&](const TrainProgress& progress) { held = progress.heldOut; });
  ASSERT_TRUE(held && held->corrected && held->fivePoints && held->draftGain);
  EXPECT_GT(held->box, 0.3);  // it begins at the ellipse in the box
  const FocusPredictor predictor = FocusPredictor::load(result.model);
  const at::Tensor rgb = blockSample().image.expand({80, 60, 3}).contiguous();
  const at::Tensor mask =
      predictor.mask(rgb, {.points = {}, .box = PromptBox{20, 20, 49, 59}}).logits;
  EXPECT_GT(mask[40][35].item<float>(), 0);
  EXPECT_LT(mask[5][5].item<float>(), 0);
}

TEST_F(FocusTrainer, RefusesTheWeightsOfAnotherKindOfNetwork) {
  StateDict state = formulaStateDict(shapeFromName("tiny"));
  state.metadata = configMetadata(shapeFromName("tiny"));
  writeSafetensors(path("sam.safetensors"), state);
  TrainPlan p = plan("other", 2);
  p.init = path("sam.safetensors");
  EXPECT_THROW((void)train(p), CheckpointError);
}

}  // namespace
}  // namespace limn::nn
