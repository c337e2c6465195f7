// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint_support.h"
#include "limn/nn/shard.h"
#include "limn/nn/training.h"
#include "limn/nn/weights.h"
#include "nn_support.h"
#include "train/curves.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <set>

namespace limn::nn {
namespace {

using ::testing::HasSubstr;

/// A run of a few steps with a network of 64 pixels on invented images.
class Trainer : public test::CheckpointFolder {
 protected:
  [[nodiscard]] TrainPlan plan(const std::string& name, TrainMode mode = TrainMode::Full,
                               Recipe recipe = Recipe::Compact) const {
    TrainPlan p;
    p.settings = {.mode = mode,
                  .recipe = recipe,
                  .steps = 3,
                  .images = 2,
                  .masksPerImage = 2,
                  .interactions = 3,
                  .syntheticShare = 1,
                  .learningRate = 1e-3,
                  .clipNorm = 1,
                  .emaDecay = 0};
    p.folder = path(name);
    p.fresh = shapeFromName("tiny");
    return p;
  }
  [[nodiscard]] std::filesystem::path startWeights() const {
    StateDict state = formulaStateDict(shapeFromName("tiny"));
    state.metadata = configMetadata(shapeFromName("tiny"));
    writeSafetensors(path("start.safetensors"), state);
    return path("start.safetensors");
  }
  /// Names of the tensors that differ from the weights a run began with.
  [[nodiscard]] std::set<std::string> changedBy(TrainMode mode, Recipe recipe) const {
    TrainPlan p = plan("changed", mode, recipe);
    p.init = startWeights();
    p.fresh.reset();
    const StateDict before = readCheckpoint(*p.init);
    const StateDict after = readCheckpoint(train(p).model);
    std::set<std::string> names;
    for (const auto& [name, tensor] : after.tensors) {
      if (!tensor.equal(before.tensors.at(name))) names.insert(name);
    }
    return names;
  }
};

std::string trainErrorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const TrainError& error) {
    return error.what();
  }
  ADD_FAILURE() << "no TrainError";
  return {};
}

bool anyWith(const std::set<std::string>& names, const std::string& part) {
  return std::ranges::any_of(names, [&](const auto& n) { return n.find(part) != n.npos; });
}

TEST_F(Trainer, LearnsWhatItIsShown) {
  TrainPlan p = plan("learn");
  p.settings.steps = 60;
  p.settings.interactions = 2;
  p.settings.learningRate = 2e-3;
  std::vector<double> losses;

  train(p, [&](const TrainProgress& progress) { losses.push_back(progress.loss); });

  const auto mean = [&](std::size_t from) {
    double sum = 0;
    for (std::size_t i = from; i < from + 15; ++i)
      sum += losses[i];
    return sum / 15;
  };
  EXPECT_LT(mean(45), 0.9 * mean(0));
}

TEST_F(Trainer, AdapterModeLeavesTheEncoderAsItIs) {
  const auto changed = changedBy(TrainMode::Adapter, Recipe::Published);

  EXPECT_TRUE(anyWith(changed, ".Adapter."));
  EXPECT_TRUE(anyWith(changed, "prompt_encoder."));
  EXPECT_TRUE(anyWith(changed, "mask_decoder."));
  for (const std::string& name : changed) {
    EXPECT_TRUE(name.find("image_encoder") == name.npos || name.find(".Adapter.") != name.npos)
        << name;
  }
}

TEST_F(Trainer, DecoderModeChangesTheDecoderAlone) {
  for (const std::string& name : changedBy(TrainMode::Decoder, Recipe::Published)) {
    EXPECT_TRUE(name.starts_with("mask_decoder.")) << name;
  }
}

TEST_F(Trainer, FullModeChangesAllButTheRandomFrequencies) {
  const auto changed = changedBy(TrainMode::Full, Recipe::Compact);

  EXPECT_TRUE(anyWith(changed, "image_encoder.patch_embed"));
  EXPECT_TRUE(anyWith(changed, "rel_pos_h"));
  EXPECT_FALSE(anyWith(changed, "gaussian"));
}

TEST_F(Trainer, TheSameSeedGivesTheSameWeights) {
  const std::string first = test::slurp(train(plan("a")).model);
  TrainPlan other = plan("c");
  other.settings.seed = 2;

  EXPECT_EQ(first, test::slurp(train(plan("b")).model));
  EXPECT_NE(first, test::slurp(train(other).model));
}

TEST_F(Trainer, AnInterruptedRunEndsLikeAnUninterruptedOne) {
  TrainPlan whole = plan("whole"), parts = plan("parts");
  whole.settings.steps = parts.settings.steps = 5;
  whole.settings.emaDecay = parts.settings.emaDecay = 0.9;
  const std::string expected = test::slurp(train(whole).model);

  EXPECT_EQ(train(parts, {}, [] { return true; }).step, 1);
  parts.resume = true;
  const TrainResult result = train(parts);

  EXPECT_TRUE(result.finished);
  EXPECT_EQ(test::slurp(result.model), expected);
}

TEST_F(Trainer, WritesThePointsOfTheCurvesAsATableAndADrawing) {
  std::vector<TrainProgress> told;

  train(plan("curves"), [&](const TrainProgress& progress) { told.push_back(progress); });

  const Curves curves = Curves::readCsv(path("curves/curves.csv"), 3);
  ASSERT_EQ(curves.points.size(), told.size());
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(curves.points[i].step, told[i].step);
    EXPECT_NEAR(curves.points[i].loss, told[i].loss, 1e-5 * told[i].loss);
    EXPECT_NEAR(curves.points[i].dice, told[i].dice, 1e-5);
  }
  const std::string drawing = test::slurp(path("curves/curves.svg"));
  EXPECT_THAT(drawing, HasSubstr("d='M296.0 "));  // step 1 of 3 on an axis from 56 to 776
  EXPECT_THAT(drawing, HasSubstr("L776.0 "));
  EXPECT_THAT(drawing, HasSubstr("3 steps"));
}

TEST_F(Trainer, LearnsFromShardsAndMeasuresOnHeldOutOnes) {
  at::Tensor image = at::full({80, 60, 1}, 30, at::kByte),
             masks = at::zeros({1, 80, 60}, at::kByte);
  image.slice(0, 20, 60).slice(1, 20, 50).fill_(200);
  masks.slice(1, 20, 60).slice(2, 20, 50).fill_(7);
  const ShardSample sample{{"a", "case", "CT", "block"}, image, masks};
  writeShard(path("shard.safetensors"), std::vector{sample});
  TrainPlan p = plan("shards");
  p.settings.syntheticShare = 0;
  p.settings.steps = 60;
  p.settings.interactions = 2;
  p.settings.learningRate = 2e-3;
  p.validateEvery = 10;
  p.shards = p.heldOut = {path("shard.safetensors")};
  std::vector<double> box;

  train(p, [&](const TrainProgress& progress) {
    if (progress.heldOut) box.push_back(progress.heldOut->box);
  });

  ASSERT_EQ(box.size(), 6U);
  EXPECT_GT(box.back(), 0.8) << "one bright block, shown again and again";
  EXPECT_GT(box.back(), box.front());
}

TEST_F(Trainer, StopsAtALossThatIsNoNumberAndKeepsTheLastGoodState) {
  TrainPlan p = plan("nan");
  p.settings.steps = 2;
  train(p);
  const std::string good = test::slurp(path("nan/state.safetensors"));
  StateDict corrupted = readAllTensors(path("nan/state.safetensors"));
  for (auto& [name, tensor] : corrupted.tensors) {
    if (name == "weights.mask_decoder.iou_token.weight") {
      tensor = at::full_like(tensor, std::numeric_limits<float>::quiet_NaN());
    }
  }
  writeSafetensors(path("nan/state.safetensors"), corrupted);
  const std::string before = test::slurp(path("nan/state.safetensors"));
  p.resume = true;
  p.settings.steps = 4;

  EXPECT_THAT(trainErrorOf([&] { train(p); }), HasSubstr("not a number at step 3"));

  EXPECT_EQ(test::slurp(path("nan/state.safetensors")), before);
  EXPECT_NE(before, good);
}

TEST_F(Trainer, RefusesToResumeAnotherRun) {
  TrainPlan p = plan("other");
  train(p);
  p.resume = true;
  p.settings.steps = 9;
  TrainPlan otherRate = p, otherShape = p;
  otherRate.settings.learningRate = 0.5;
  otherShape.fresh = SamConfig::tinyForTests(false, 64);

  EXPECT_THAT(trainErrorOf([&] { train(otherRate); }), HasSubstr("started with lr 0.001"));
  EXPECT_THAT(trainErrorOf([&] { train(otherShape); }), HasSubstr("another shape"));
}

TEST_F(Trainer, RefusesToResumeFromWeightsAlone) {
  TrainPlan p = plan("weights");
  train(p);
  std::filesystem::copy_file(path("weights/model.safetensors"), path("weights/state.safetensors"),
                             std::filesystem::copy_options::overwrite_existing);
  p.resume = true;

  EXPECT_THAT(test::checkpointErrorOf([&] { train(p); }), HasSubstr("--init"));
}

TEST_F(Trainer, SketchedPromptsStayWithTheWeights) {
  TrainPlan p = plan("sketched");
  p.fresh.reset();
  p.init = startWeights();
  p.sketchedPrompts = true;

  const StateDict weights = readCheckpoint(train(p).model);

  EXPECT_TRUE(inferConfig(weights).sketchedPrompts);
}

TEST_F(Trainer, SketchedPromptsAreForSamMed2d) {
  TrainPlan p = plan("sketched");
  p.fresh->family = Family::Sam;
  p.sketchedPrompts = true;

  EXPECT_THAT(trainErrorOf([&] { train(p); }), HasSubstr("sam-med2d"));
}

TEST_F(Trainer, AdapterModeNeedsAdapters) {
  TrainPlan p = plan("plain", TrainMode::Adapter, Recipe::Published);
  p.fresh = SamConfig::tinyForTests(false, 64);

  EXPECT_THAT(trainErrorOf([&] { train(p); }), HasSubstr("needs a checkpoint with adapters"));
}

TEST_F(Trainer, NamesWhatIsWrongWithThePlan) {
  TrainPlan nothing = plan("nothing"), both = plan("both");
  nothing.settings.syntheticShare = 0;
  both.init = path("x.pth");

  EXPECT_THROW(train(nothing), std::invalid_argument);
  EXPECT_THROW(train(both), std::invalid_argument);
}

}  // namespace
}  // namespace limn::nn
