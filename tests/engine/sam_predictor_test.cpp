// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/engine/sam_predictor.h"

#include "limn/core/embedding_store.h"
#include "limn/nn/checkpoint.h"
#include "limn/nn/formula.h"
#include "limn/nn/predictor.h"
#include "packed_embedding.h"
#include "support/temporary_folder.h"
#include "support/test_paths.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace limn::engine {
namespace {

namespace fs = std::filesystem;

nn::StateDict tinyWeights(bool adapter = true) {
  const auto config = nn::SamConfig::tinyForTests(adapter);
  nn::StateDict state = nn::formulaStateDict(config);
  state.metadata = nn::configMetadata(config);
  return state;
}

/// A bright disc in the left half of a dark picture.
core::SlicePicture disc(std::int64_t width, std::int64_t height) {
  core::SlicePicture picture{width, height, {}};
  const std::int64_t radius = height / 4;
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const std::int64_t dx = x - width / 3, dy = y - height / 2;
      const std::uint8_t value = dx * dx + dy * dy <= radius * radius ? 200 : 40;
      picture.rgb.insert(picture.rgb.end(), 3, value);
    }
  }
  return picture;
}

class SamPredictorTest : public ::testing::Test {
 protected:
  fs::path write(const std::string& name, const nn::StateDict& state) {
    nn::writeSafetensors(folder_.path() / name, state);
    return folder_.path() / name;
  }
  std::unique_ptr<core::MaskPredictor> make(SamPredictorOptions options) {
    options.device = "cpu";
    auto predictor = makeSamPredictor(options);
    EXPECT_TRUE(predictor) << (predictor ? "" : predictor.error().message());
    return predictor ? std::move(*predictor) : nullptr;
  }
  std::unique_ptr<core::MaskPredictor> tiny() {
    return make({.checkpoint = write("tiny.safetensors", tinyWeights())});
  }
  static Error refused(const SamPredictorOptions& options) {
    auto predictor = makeSamPredictor(options);
    return predictor ? Error{ErrorCode::Internal, "it was accepted", {}} : predictor.error();
  }

  test::TemporaryFolder folder_;
};

TEST_F(SamPredictorTest, SaysWhatItIs) {
  const auto predictor = tiny();

  ASSERT_TRUE(predictor);
  const core::ModelInfo& info = predictor->info();
  EXPECT_EQ(info.name, "tiny.safetensors");
  EXPECT_EQ(info.family, "sam-med2d");
  EXPECT_TRUE(info.adapters);
  EXPECT_EQ(info.inputSide, 256);
  EXPECT_GT(info.parameters, 100'000);
  EXPECT_EQ(info.weightsHash.size(), 64U);
  EXPECT_EQ(info.device.substr(0, 3), "cpu");
}

TEST_F(SamPredictorTest, AnswersWhatTheNetworkAnswers) {
  const auto file = write("tiny.safetensors", tinyWeights());
  const auto predictor = make({.checkpoint = file});
  const core::SlicePicture picture = disc(60, 40);
  core::PromptSet prompts;
  prompts.points = {{{20, 20}, true}, {{50.5, 3.25}, false}};
  prompts.box = core::BoxPrompt{{9, 10}, {31, 29}};

  const auto embedding = predictor->encode(picture, {});
  ASSERT_TRUE(embedding);
  const auto answer = predictor->predict(**embedding, prompts);

  auto network = nn::Predictor::load(file);
  core::SlicePicture copy = picture;
  const auto rgb = at::from_blob(copy.rgb.data(), {40, 60, 3}, at::kByte);
  nn::ImageEmbedding slice = network.encode(rgb);
  slice.features = slice.features.to(at::kHalf).to(at::kFloat);
  const auto expected =
      network.predict(slice, {{{20, 20, 1}, {50.5F, 3.25F, 0}}, nn::PromptBox{9, 10, 31, 29}, {}});
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->candidates.size(), 3U);
  EXPECT_EQ(answer->best, static_cast<std::size_t>(expected.best));
  for (std::size_t i = 0; i < 3; ++i) {
    const core::Candidate& candidate = answer->candidates[i];
    const auto index = static_cast<std::int64_t>(i);
    EXPECT_EQ(candidate.predictedIou, expected.iou[i]);
    ASSERT_EQ(candidate.mask.width(), 60);
    ASSERT_EQ(candidate.mask.height(), 40);
    const auto logits = expected.logits.select(0, index).contiguous();
    std::int64_t different = 0;
    for (std::int64_t y = 0; y < 40; ++y) {
      for (std::int64_t x = 0; x < 60; ++x) {
        const bool inside = logits.data_ptr<float>()[y * 60 + x] > 0;
        different += candidate.mask.test(x, y) != inside ? 1 : 0;
      }
    }
    EXPECT_EQ(different, 0);
    const auto lowRes = expected.lowResLogits.select(0, index).contiguous();
    ASSERT_EQ(candidate.logits->side, 64);
    EXPECT_TRUE(std::equal(candidate.logits->values.begin(), candidate.logits->values.end(),
                           lowRes.data_ptr<float>()));
  }
}

TEST_F(SamPredictorTest, AnEmbeddingThatWasKeptGivesTheSameMaskToTheBit) {
  const auto predictor = tiny();
  const auto fresh = predictor->encode(disc(60, 40), {});
  ASSERT_TRUE(fresh);
  const auto packed = predictor->codec()->pack(**fresh);
  ASSERT_TRUE(packed);
  EXPECT_LT(packed->size(), (*fresh)->bytes() / 2 + 100);

  const auto kept = predictor->codec()->unpack(*packed);
  ASSERT_TRUE(kept);
  const core::PromptSet prompts{{{{20, 20}, true}}, {}, {}};
  const auto expected = predictor->predict(**fresh, prompts);
  const auto answer = predictor->predict(**kept, prompts);
  ASSERT_TRUE(expected);
  ASSERT_TRUE(answer);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(answer->candidates[i].logits->values, expected->candidates[i].logits->values);
    EXPECT_EQ(answer->candidates[i].predictedIou, expected->candidates[i].predictedIou);
  }
}

TEST_F(SamPredictorTest, RefusesToUnpackWhatIsNotOfItsForm) {
  const auto predictor = tiny();
  auto bytes = predictor->codec()->pack(**predictor->encode(disc(60, 40), {})).value();
  const auto codeOf = [&](std::span<const std::byte> given) {
    const auto unpacked = predictor->codec()->unpack(given);
    return unpacked ? ErrorCode::Internal : unpacked.error().code;
  };
  EXPECT_EQ(codeOf({}), ErrorCode::Mismatch);
  EXPECT_EQ(codeOf(std::span(bytes).first(bytes.size() - 1)), ErrorCode::Mismatch);
  for (std::size_t number = 0; number < 9; ++number) {  // of the header
    auto other = bytes;
    other[8 * number + 6] = std::byte{0x7F};
    if (number == 3 || number == 4) continue;  // a picture may be as large as it likes
    EXPECT_EQ(codeOf(other), ErrorCode::Mismatch) << number;
  }
}

TEST_F(SamPredictorTest, NumbersBeyondFp16AreKeptAsTheyAre) {
  nn::ImageEmbedding embedding{at::zeros({1, 32, 16, 16}), {40, 60, 171, 256, 42, 0}};
  embedding.features.fill_(1e6);
  EXPECT_TRUE(roundedForKeeping(embedding.features).equal(embedding.features));
  const auto kept = unpackEmbedding(packEmbedding(embedding), nn::SamConfig::tinyForTests(true));
  ASSERT_TRUE(kept);
  EXPECT_TRUE(kept->features.equal(embedding.features));
}

TEST_F(SamPredictorTest, TheWayOfComputingHasNoNumberOfThreadsOrDevice) {
  EXPECT_EQ(arithmeticOf("cpu (2 threads)"), "cpu");
  EXPECT_EQ(arithmeticOf("cuda:1"), "cuda");
  EXPECT_EQ(arithmeticOf("cuda:10 fp16"), "cuda fp16");
  EXPECT_EQ(arithmeticOf("cpu bf16 (2 threads)"), "cpu bf16");
  EXPECT_EQ(tiny()->info().arithmetic, "cpu");
}

TEST_F(SamPredictorTest, EmbeddingsInBf16AreKeptUnderAnotherName) {
  const auto file = write("tiny.safetensors", tinyWeights());
  auto half = makeSamPredictor({.checkpoint = file, .device = "cpu", .precision = "bf16"});
  ASSERT_TRUE(half);
  const core::ModelInfo& info = (*half)->info();
  if (info.arithmetic == "cpu") GTEST_SKIP() << "this processor does not multiply bf16";
  EXPECT_EQ(info.arithmetic, "cpu bf16");
  const auto picture = disc(60, 40);
  EXPECT_NE(core::embeddingName(picture, info).content,
            core::embeddingName(picture, tiny()->info()).content);

  const auto embedding = (*half)->encode(picture, {});
  ASSERT_TRUE(embedding);
  const auto packed = (*half)->codec()->pack(**embedding);
  ASSERT_TRUE(packed);
  EXPECT_TRUE((*half)->codec()->unpack(*packed));
}

TEST_F(SamPredictorTest, FeedsTheLowResMaskBack) {
  const auto predictor = tiny();
  const auto embedding = predictor->encode(disc(60, 40), {});
  core::PromptSet prompts;
  prompts.points = {{{20, 20}, true}};
  const auto first = predictor->predict(**embedding, prompts);
  ASSERT_TRUE(first);

  prompts.mask = first->candidates[first->best].logits;
  const auto second = predictor->predict(**embedding, prompts);

  ASSERT_TRUE(second);
  EXPECT_NE(second->candidates[0].logits->values, first->candidates[0].logits->values);
}

TEST_F(SamPredictorTest, AnswersABatchAsItAnswersEachPrompt) {
  const auto predictor = tiny();
  const auto embedding = predictor->encode(disc(60, 40), {});
  std::vector<core::PromptSet> prompts(3);
  prompts[0].points = {{{20, 20}, true}};
  prompts[1].box = core::BoxPrompt{{9, 10}, {31, 29}};
  prompts[2].points = {{{22, 21}, true}};

  const auto batch = predictor->predictBatch(**embedding, prompts);

  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto single = predictor->predict(**embedding, prompts[i]);
    EXPECT_EQ((*batch)[i].best, single->best);
    EXPECT_EQ((*batch)[i].candidates[0].mask, single->candidates[0].mask);
    EXPECT_EQ((*batch)[i].candidates[2].logits->values, single->candidates[2].logits->values);
  }
}

TEST_F(SamPredictorTest, KnowsHowLargeAnEmbeddingIs) {
  const auto embedding = tiny()->encode(disc(60, 40), {});

  ASSERT_TRUE(embedding);
  EXPECT_EQ((*embedding)->bytes(), 32U * 16 * 16 * sizeof(float));
}

TEST_F(SamPredictorTest, StopsWhenAsked) {
  std::stop_source stop;
  stop.request_stop();

  const auto embedding = tiny()->encode(disc(60, 40), {stop.get_token(), {}});

  ASSERT_FALSE(embedding);
  EXPECT_EQ(embedding.error().code, ErrorCode::Cancelled);
}

TEST_F(SamPredictorTest, MaskPromptMustHaveTheSizeOfTheSlice) {
  const auto predictor = tiny();
  const auto embedding = predictor->encode(disc(60, 40), {});
  Mask mask(60, 40);
  mask.set(20, 20);

  const auto good = predictor->maskPrompt(**embedding, mask);
  const auto bad = predictor->maskPrompt(**embedding, Mask(40, 60));

  ASSERT_TRUE(good);
  EXPECT_EQ((*good)->side, 64);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, ErrorCode::Mismatch);
}

TEST_F(SamPredictorTest, LeavesAdaptersOutOnRequest) {
  const auto file = write("tiny.safetensors", tinyWeights());

  const auto with = make({.checkpoint = file});
  const auto without = make({.checkpoint = file, .dropAdapters = true});

  EXPECT_FALSE(without->info().adapters);
  EXPECT_EQ(without->info().family, "sam-med2d");
  EXPECT_NE(without->info().weightsHash, with->info().weightsHash);
  EXPECT_LT(without->info().parameters, with->info().parameters);
}

TEST_F(SamPredictorTest, FamilyCanBeSaid) {
  const auto file = write("plain.safetensors", tinyWeights(false));

  EXPECT_EQ(make({.checkpoint = file})->info().family, "sam");
  EXPECT_EQ(make({.checkpoint = file, .family = "medsam"})->info().family, "medsam");
}

TEST_F(SamPredictorTest, MissingFileIsNotFound) {
  const Error error = refused({.checkpoint = folder_.path() / "none.pth"});

  EXPECT_EQ(error.code, ErrorCode::NotFound);
  EXPECT_NE(error.detail.find("none.pth"), std::string::npos);
}

TEST_F(SamPredictorTest, TruncatedFileIsUnreadable) {
  const auto file = write("cut.safetensors", tinyWeights());
  fs::resize_file(file, fs::file_size(file) / 2);

  const Error error = refused({.checkpoint = file});

  EXPECT_EQ(error.code, ErrorCode::Unreadable);
  EXPECT_NE(error.detail.find("cut.safetensors"), std::string::npos);
}

TEST_F(SamPredictorTest, MissingTensorIsAMismatchThatNamesIt) {
  nn::StateDict state = tinyWeights();
  state.tensors.erase("image_encoder.blocks.2.mlp.lin1.bias");

  const Error error = refused({.checkpoint = write("odd.safetensors", state)});

  EXPECT_EQ(error.code, ErrorCode::Mismatch);
  EXPECT_NE(error.detail.find("image_encoder.blocks.2.mlp.lin1.bias"), std::string::npos)
      << error.detail;
}

TEST_F(SamPredictorTest, AnotherArchitectureIsAMismatch) {
  nn::StateDict state;
  state.tensors["conv1.weight"] = at::zeros({8, 3, 3, 3});

  const Error error = refused({.checkpoint = write("other.safetensors", state)});

  EXPECT_EQ(error.code, ErrorCode::Mismatch);
  EXPECT_NE(error.detail.find("other.safetensors"), std::string::npos);
}

TEST_F(SamPredictorTest, WrongRequestsAreWrongUse) {
  const auto file = write("tiny.safetensors", tinyWeights());

  EXPECT_EQ(refused({}).code, ErrorCode::WrongUse);
  EXPECT_EQ(refused({.checkpoint = file, .arch = "vit_b_plain_256"}).code, ErrorCode::WrongUse);
  EXPECT_EQ(refused({.checkpoint = file, .device = "quantum"}).code, ErrorCode::WrongUse);
  EXPECT_EQ(refused({.checkpoint = file, .family = "sam3"}).code, ErrorCode::WrongUse);
  EXPECT_EQ(refused({.checkpoint = file, .device = "cpu", .precision = "fp16"}).code,
            ErrorCode::WrongUse);
  EXPECT_EQ(refused({.checkpoint = file, .precision = "fp8"}).code, ErrorCode::WrongUse);
  EXPECT_EQ(refused({.arch = "vit_x_plain_256"}).code, ErrorCode::WrongUse);
}

TEST_F(SamPredictorTest, PictureWithoutPixelsIsRefused) {
  const auto embedding = tiny()->encode({10, 10, {}}, {});

  ASSERT_FALSE(embedding);
  EXPECT_EQ(embedding.error().code, ErrorCode::Internal);
}

double iou(const Mask& a, const Mask& b) {
  std::int64_t both = 0;
  for (std::int64_t y = 0; y < a.height(); ++y) {
    for (std::int64_t x = 0; x < a.width(); ++x)
      both += a.test(x, y) && b.test(x, y) ? 1 : 0;
  }
  return static_cast<double>(both) / static_cast<double>(a.count() + b.count() - both);
}

class TrainedPredictor : public ::testing::TestWithParam<std::pair<int, int>> {};

// Trained weights only: a mask given as the only prompt comes back about as well as the network's
// own logits do.
TEST_P(TrainedPredictor, MaskPromptAloneGivesTheMaskBack) {
  const auto file = test::sharedFolder() / "weights" / "interim" / "interim.pth";
  if (!fs::exists(file)) GTEST_SKIP() << "no trained weights at " << file;
  auto predictor = makeSamPredictor({.checkpoint = file, .device = "cpu"});
  ASSERT_TRUE(predictor) << predictor.error().message();
  const auto [width, height] = GetParam();
  const auto embedding = (*predictor)->encode(disc(width, height), {});
  ASSERT_TRUE(embedding);
  core::PromptSet box;
  const double radius = height / 4.0, x = width / 3.0, y = height / 2.0;
  box.box = core::BoxPrompt{{x - radius, y - radius}, {x + radius, y + radius}};
  const auto first = (*predictor)->predict(**embedding, box);
  ASSERT_TRUE(first);
  const Mask& mask = first->candidates[first->best].mask;
  ASSERT_GT(mask.count(), 0);

  core::PromptSet fromMask, fromLogits;
  fromMask.mask = (*predictor)->maskPrompt(**embedding, mask).value();
  fromLogits.mask = first->candidates[first->best].logits;
  const auto again = (*predictor)->predict(**embedding, fromMask);
  const auto best = (*predictor)->predict(**embedding, fromLogits);

  ASSERT_TRUE(again);
  ASSERT_TRUE(best);
  const double kept = iou(mask, again->candidates[again->best].mask);
  EXPECT_GT(kept, 0.7);
  EXPECT_GT(kept, iou(mask, best->candidates[best->best].mask) - 0.05);
}

INSTANTIATE_TEST_SUITE_P(PaddedAndResized, TrainedPredictor,
                         ::testing::Values(std::pair(120, 100), std::pair(512, 400)));

}  // namespace
}  // namespace limn::engine
