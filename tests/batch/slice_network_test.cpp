// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/slice_network.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace limn::batch {
namespace {

class SliceNumber final : public core::Embedding {
 public:
  explicit SliceNumber(std::size_t value) : value_(value) {}
  [[nodiscard]] std::size_t bytes() const override { return 1; }
  [[nodiscard]] std::size_t value() const { return value_; }

 private:
  std::size_t value_;
};

Mask square(std::int64_t at) {
  Mask mask(32, 32);
  for (std::int64_t y = 8; y < 16; ++y) {
    for (std::int64_t x = at; x < at + 8; ++x)
      mask.set(x, y);
  }
  return mask;
}

/// Answers each slice with a square at a given column and a given predicted IoU. It identifies
/// the slice by its grey value and records its prompts.
class ScriptedPredictor final : public core::MaskPredictor {
 public:
  struct Answer {
    std::int64_t at;
    float predictedIou;
  };
  explicit ScriptedPredictor(std::vector<Answer> answers) : answers_(std::move(answers)) {}

  [[nodiscard]] const core::ModelInfo& info() const override { return info_; }
  [[nodiscard]] Result<core::EmbeddingPtr> encode(const core::SlicePicture& picture,
                                                  const JobContext& job) override {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "stopped");
    encoded.push_back(picture.rgb.front());
    return std::make_shared<SliceNumber>(picture.rgb.front());
  }
  [[nodiscard]] Result<core::Prediction> predict(const core::Embedding& embedding,
                                                 const core::PromptSet& prompts) override {
    asked.push_back(prompts);
    const Answer& answer = answers_.at(dynamic_cast<const SliceNumber&>(embedding).value());
    core::Prediction prediction;
    prediction.candidates.push_back(
        {square(answer.at), answer.predictedIou, std::make_shared<core::LowResLogits>()});
    return prediction;
  }
  [[nodiscard]] Result<core::LowResLogitsPtr> maskPrompt(const core::Embedding&,
                                                         const Mask& mask) override {
    masksGiven.push_back(mask);
    return std::make_shared<core::LowResLogits>();
  }

  std::vector<std::size_t> encoded;
  std::vector<core::PromptSet> asked;
  std::vector<Mask> masksGiven;

 private:
  core::ModelInfo info_;
  std::vector<Answer> answers_;
};

/// Six slices; the grey value of slice k is k. Axes LPS, so pictures are as the file.
Volume numberedSlices() {
  Grid grid;
  grid.size = {32, 32, 6};
  std::vector<std::byte> data;
  for (int slice = 0; slice < 6; ++slice)
    data.insert(data.end(), 32 * 32, std::byte(slice));
  return makeVolume(grid, PixelType::UInt8, 1, std::move(data)).value();
}

const core::InputMapping kAsIs{core::InputMapping::Kind::Window, 0, 255};
const core::SliceRef kStart{Axis::Z, 2};

std::vector<std::int64_t> slicesOf(const std::vector<core::PropagatedSlice>& answers) {
  std::vector<std::int64_t> slices;
  for (const core::PropagatedSlice& answer : answers)
    slices.push_back(answer.slice);
  return slices;
}

TEST(SliceNetwork, PropagatesBothWaysInsideTheRange) {
  ScriptedPredictor predictor({{8, 0.9F}, {8, 0.9F}, {8, 0.9F}, {9, 0.9F}, {10, 0.9F}, {8, 0.9F}});
  const Volume volume = numberedSlices();

  const auto answers = propagate({predictor, volume, kAsIs}, kStart, square(8), {1, 4}, {});

  ASSERT_TRUE(answers);
  EXPECT_EQ(slicesOf(*answers), (std::vector<std::int64_t>{3, 4, 1}));
}

TEST(SliceNetwork, GivesEachSliceTheMaskBeforeAndItsBox) {
  ScriptedPredictor predictor({{8, 0.9F}, {8, 0.9F}, {8, 0.9F}, {9, 0.9F}, {10, 0.9F}, {8, 0.9F}});
  const Volume volume = numberedSlices();

  (void)propagate({predictor, volume, kAsIs}, kStart, square(8), {1, 4}, {});

  EXPECT_EQ(predictor.masksGiven, (std::vector<Mask>{square(8), square(9), square(8)}));
  ASSERT_EQ(predictor.asked.size(), 6U);  // mask, then mask and box, for three slices
  EXPECT_EQ(predictor.asked[3].box, (core::BoxPrompt{{9, 8}, {16, 15}}));
}

TEST(SliceNetwork, EndsWhereTheNetworkIsUnsure) {
  ScriptedPredictor predictor({{8, 0.9F}, {8, 0.9F}, {8, 0.9F}, {8, 0.9F}, {8, 0.4F}, {8, 0.9F}});
  const Volume volume = numberedSlices();

  const auto answers = propagate({predictor, volume, kAsIs}, kStart, square(8), {0, 5}, {});

  ASSERT_TRUE(answers);
  EXPECT_EQ(slicesOf(*answers), (std::vector<std::int64_t>{3, 1, 0}));
}

TEST(SliceNetwork, EndsWhereTheMaskJumpsAway) {
  ScriptedPredictor predictor({{8, 0.9F}, {20, 0.9F}, {8, 0.9F}, {8, 0.9F}, {8, 0.9F}, {8, 0.9F}});
  const Volume volume = numberedSlices();

  const auto answers = propagate({predictor, volume, kAsIs}, kStart, square(8), {0, 3}, {});

  ASSERT_TRUE(answers);
  EXPECT_EQ(slicesOf(*answers), (std::vector<std::int64_t>{3}));
}

TEST(SliceNetwork, PassesOnThatItWasStopped) {
  ScriptedPredictor predictor({{8, 0.9F}, {8, 0.9F}, {8, 0.9F}, {8, 0.9F}, {8, 0.9F}, {8, 0.9F}});
  const Volume volume = numberedSlices();
  std::stop_source stop;
  stop.request_stop();

  const auto answers =
      propagate({predictor, volume, kAsIs}, kStart, square(8), {0, 5}, {stop.get_token(), {}});

  ASSERT_FALSE(answers);
  EXPECT_EQ(answers.error().code, ErrorCode::Cancelled);
}

}  // namespace
}  // namespace limn::batch
