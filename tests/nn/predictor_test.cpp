// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/predictor.h"

#include "checkpoint_support.h"
#include "device.h"
#include "nn_support.h"

#include <gtest/gtest.h>

#include <thread>

namespace limn::nn {
namespace {

Prompts clickAt(float x, float y) {
  Prompts prompts;
  prompts.points = {{x, y, 1}};
  return prompts;
}

class PredictorTest : public test::CheckpointFolder {
 protected:
  /// A tiny model as a file of our own form.
  [[nodiscard]] std::filesystem::path tinyModel(const SamConfig& config) const {
    StateDict state = formulaStateDict(config);
    state.metadata = configMetadata(config);
    writeSafetensors(path("tiny.safetensors"), state);
    return path("tiny.safetensors");
  }
};

TEST_F(PredictorTest, AnswersAClickWithThreeMasksOfTheImagesSize) {
  Predictor predictor = Predictor::load(tinyModel(SamConfig::tinyForTests(true)));

  const ImageEmbedding embedding = predictor.encode(test::picture(300, 200));
  const MaskPrediction out = predictor.predict(embedding, clickAt(50, 60));

  EXPECT_EQ(out.logits.sizes(), (std::vector<std::int64_t>{3, 300, 200}));
  EXPECT_EQ(out.lowResLogits.sizes(), (std::vector<std::int64_t>{3, 64, 64}));
  ASSERT_EQ(out.iou.size(), 3U);
  EXPECT_EQ(out.iou[static_cast<std::size_t>(out.best)], *std::ranges::max_element(out.iou));
}

TEST_F(PredictorTest, GivesTheSameAnswerTwiceAndFromAnotherThread) {
  Predictor predictor = Predictor::load(tinyModel(SamConfig::tinyForTests(true)));
  const at::Tensor image = test::picture(100, 120);
  const MaskPrediction first = predictor.predict(predictor.encode(image), clickAt(5, 6));
  MaskPrediction second;

  std::thread([&] { second = predictor.predict(predictor.encode(image), clickAt(5, 6)); }).join();

  EXPECT_TRUE(first.logits.equal(second.logits));
}

TEST_F(PredictorTest, MedSamGivesTheOneMaskThatItWasTrainedFor) {
  PredictorOptions options;
  options.family = Family::MedSam;
  Predictor predictor = Predictor::load(tinyModel(SamConfig::tinyForTests(false)), options);

  const MaskPrediction out =
      predictor.predict(predictor.encode(test::picture(90, 90)), clickAt(5, 6));

  EXPECT_EQ(out.logits.size(0), 1);
  EXPECT_EQ(out.iou.size(), 1U);
  EXPECT_EQ(out.best, 0);
}

TEST_F(PredictorTest, TakesTheLastMaskBackAsAPrompt) {
  Predictor predictor = Predictor::load(tinyModel(SamConfig::tinyForTests(true)));
  const ImageEmbedding embedding = predictor.encode(test::picture(300, 200));
  Prompts prompts = clickAt(50, 60);
  const MaskPrediction first = predictor.predict(embedding, prompts);
  prompts.maskLogits = first.lowResLogits[first.best];

  const MaskPrediction second = predictor.predict(embedding, prompts);

  EXPECT_GT(test::largestDifference(first.lowResLogits, second.lowResLogits), 1e-3);
}

/// More than one call of the decoder takes, of several kinds.
std::vector<Prompts> mixedPrompts() {
  std::vector<Prompts> prompts;
  for (int i = 0; i < 20; ++i)
    prompts.push_back(clickAt(static_cast<float>(5 * i), static_cast<float>(290 - 9 * i)));
  prompts[3].points.push_back({7, 8, 0});
  prompts[4].box = {10, 20, 110, 220};
  prompts[5].maskLogits = test::noise("mask", {64, 64});
  prompts[6] = {.points = {}, .box = PromptBox{3, 3, 50, 90}, .maskLogits = {}};
  prompts[7].maskLogits = test::noise("other mask", {64, 64});
  prompts[8] = {.points = {}, .box = {}, .maskLogits = test::noise("third", {64, 64})};
  return prompts;
}

TEST_F(PredictorTest, AnswersMixedPromptsTogetherAsItDoesOneByOne) {
  for (const bool sketched : {false, true}) {
    SamConfig config = SamConfig::tinyForTests(true);
    config.sketchedPrompts = sketched;
    Predictor predictor = Predictor::load(tinyModel(config));
    ASSERT_EQ(predictor.config().sketchedPrompts, sketched);
    const ImageEmbedding embedding = predictor.encode(test::picture(300, 200));
    const std::vector<Prompts> prompts = mixedPrompts();

    const std::vector<MaskPrediction> together = predictor.predictBatch(embedding, prompts);

    ASSERT_EQ(together.size(), prompts.size());
    for (std::size_t i = 0; i < prompts.size(); ++i) {
      const MaskPrediction alone = predictor.predict(embedding, prompts[i]);
      EXPECT_LT(test::largestDifference(together[i].logits, alone.logits), 1e-5) << i << sketched;
      EXPECT_LT(test::largestDifference(together[i].lowResLogits, alone.lowResLogits), 1e-5) << i;
      for (std::size_t k = 0; k < alone.iou.size(); ++k)
        EXPECT_NEAR(together[i].iou[k], alone.iou[k], 1e-6) << i << sketched;
      EXPECT_EQ(together[i].best, alone.best) << i << sketched;
    }
    EXPECT_TRUE(predictor.predictBatch(embedding, {}).empty());
  }
}

TEST_F(PredictorTest, DropsAdaptersAndChangesTheSizeOnRequest) {
  const std::filesystem::path file = tinyModel(SamConfig::tinyForTests(true));
  PredictorOptions options;
  options.dropAdapters = true;
  options.imageSize = 128;

  Predictor changed = Predictor::load(file, options);
  Predictor whole = Predictor::load(file);
  const MaskPrediction out =
      changed.predict(changed.encode(test::picture(200, 200)), clickAt(5, 6));

  EXPECT_FALSE(changed.config().adapter);
  EXPECT_EQ(changed.config().family, Family::SamMed2d);
  EXPECT_LT(changed.parameterCount(), whole.parameterCount());
  EXPECT_EQ(out.lowResLogits.sizes(), (std::vector<std::int64_t>{3, 32, 32}));
}

TEST_F(PredictorTest, HashTellsWeightsApartAndNotFiles) {
  const SamConfig config = SamConfig::tinyForTests(true);
  const Predictor first = Predictor::load(tinyModel(config));
  StateDict state = formulaStateDict(config);
  writeSafetensors(path("bare.safetensors"), state);
  state.tensors["mask_decoder.iou_token.weight"] =
      state.tensors.at("mask_decoder.iou_token.weight").add(1e-3);
  writeSafetensors(path("other.safetensors"), state);

  const Predictor same = Predictor::load(path("bare.safetensors"));
  const Predictor other = Predictor::load(path("other.safetensors"));

  EXPECT_EQ(first.weightsHash().size(), 64U);
  EXPECT_EQ(first.weightsHash(), same.weightsHash());
  EXPECT_NE(first.weightsHash(), other.weightsHash());
}

TEST_F(PredictorTest, RefusesACheckpointWithAnExtraTensorByName) {
  StateDict state = formulaStateDict(SamConfig::tinyForTests(false));
  state.tensors["classifier.weight"] = test::noise("extra", {4});
  writeSafetensors(path("extra.safetensors"), state);

  const std::string text =
      test::checkpointErrorOf([&] { (void)Predictor::load(path("extra.safetensors")); });

  EXPECT_NE(text.find("classifier.weight"), std::string::npos) << text;
  EXPECT_NE(text.find("extra.safetensors"), std::string::npos) << text;
}

TEST_F(PredictorTest, StopsWhenCancelled) {
  Predictor predictor = Predictor::load(tinyModel(SamConfig::tinyForTests(false)));

  EXPECT_THROW((void)predictor.encode(test::picture(64, 64), [] { return true; }), Cancelled);
}

TEST_F(PredictorTest, RefusesDevicesThatAreNotThere) {
  const std::filesystem::path file = tinyModel(SamConfig::tinyForTests(false));
  for (const char* name : {"gpu", "cuda:", "cuda:x", "cuda:-1", "", "mps"}) {
    PredictorOptions options;
    options.device = name;
    EXPECT_THROW((void)Predictor::load(file, options), std::invalid_argument) << name;
  }
}

TEST_F(PredictorTest, ACpuRefusesThePrecisionsOfGpusAlone) {
  const std::filesystem::path file = tinyModel(SamConfig::tinyForTests(false));
  for (const char* name : {"tf32", "fp16"}) {
    PredictorOptions options;
    options.precision = precisionFromName(name);
    EXPECT_THROW((void)Predictor::load(file, options), std::invalid_argument) << name;
    EXPECT_EQ(precisionName(options.precision), name);
  }
  EXPECT_THROW((void)precisionFromName("fp8"), std::invalid_argument);
}

TEST_F(PredictorTest, ACpuComputesInBf16OrSaysThatItDoesNot) {
  std::vector<std::string> notices;
  PredictorOptions options;
  options.precision = Precision::Bf16;
  options.onNotice = [&](const std::string& notice) { notices.push_back(notice); };

  const Predictor predictor = Predictor::load(tinyModel(SamConfig::tinyForTests(true)), options);

  EXPECT_EQ(predictor.deviceName().starts_with("cpu bf16 ("), cpuMultipliesBf16());
  EXPECT_EQ(notices.empty(), cpuMultipliesBf16());
}

TEST(PrecisionOnCpu, IsFp32WithANoticeWhereBf16IsNotMultiplied) {
  std::vector<std::string> notices;
  const auto hear = [&](const std::string& notice) { notices.push_back(notice); };

  EXPECT_EQ(precisionOnCpu(Precision::Bf16, true, hear), Precision::Bf16);
  EXPECT_EQ(precisionOnCpu(Precision::Fp32, false, hear), Precision::Fp32);
  EXPECT_TRUE(notices.empty());
  EXPECT_EQ(precisionOnCpu(Precision::Bf16, false, hear), Precision::Fp32);
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_NE(notices.front().find("AVX512_BF16"), std::string::npos);
  EXPECT_EQ(precisionOnCpu(Precision::Bf16, false, nullptr), Precision::Fp32);
}

TEST_F(PredictorTest, EncodesABatchAsItEncodesEachSlice) {
  Predictor predictor = Predictor::load(tinyModel(SamConfig::tinyForTests(true)));
  const std::vector<at::Tensor> slices{test::picture(90, 80), test::picture(300, 200)};

  const std::vector<ImageEmbedding> batch = predictor.encodeBatch(slices);

  ASSERT_EQ(batch.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    const ImageEmbedding alone = predictor.encode(slices[i]);
    EXPECT_TRUE(batch[i].features.equal(alone.features));
    EXPECT_EQ(batch[i].frame.height, alone.frame.height);
    EXPECT_EQ(batch[i].frame.top, alone.frame.top);
  }
  EXPECT_TRUE(predictor.encodeBatch({}).empty());
}

TEST_F(PredictorTest, EncodesSeveralTogetherAsItEncodesEachSlice) {
  const auto file = tinyModel(SamConfig::tinyForTests(true));
  PredictorOptions options;
  options.slicesAtOnce = 4;
  Predictor together = Predictor::load(file, options), alone = Predictor::load(file);
  std::vector<at::Tensor> slices;
  for (const std::int64_t side : {90, 300, 256, 64, 100, 120, 80})
    slices.push_back(test::picture(side, side + 20));

  const std::vector<ImageEmbedding> batch = together.encodeBatch(slices);

  EXPECT_EQ(together.slicesAtOnce(), 4);
  EXPECT_EQ(alone.slicesAtOnce(), 1);
  ASSERT_EQ(batch.size(), slices.size());
  for (std::size_t i = 0; i < slices.size(); ++i) {
    const ImageEmbedding one = alone.encode(slices[i]);
    EXPECT_TRUE(batch[i].features.allclose(one.features, 1e-4, 1e-4)) << i;
    EXPECT_EQ(batch[i].frame.width, one.frame.width);
    EXPECT_EQ(batch[i].features.storage().nbytes(), one.features.nbytes()) << i;  // its own memory
  }
}

TEST_F(PredictorTest, RunsOnTheAutomaticDevice) {
  PredictorOptions options;
  options.device = "auto";

  Predictor predictor = Predictor::load(tinyModel(SamConfig::tinyForTests(false)), options);

  EXPECT_FALSE(predictor.deviceName().empty());
  EXPECT_TRUE(predictor.predict(predictor.encode(test::picture(64, 64)), clickAt(1, 1))
                  .logits.device()
                  .is_cpu());
}

}  // namespace
}  // namespace limn::nn
