// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "gpu/replay.h"

#include "nn_support.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

namespace limn::nn::gpu {
namespace {

/// Doubles its input; a recording adds 100 besides, so that its answers can be told apart.
class ReplayTest : public ::testing::Test {
 protected:
  class FakeRecording final : public Recording {
   public:
    explicit FakeRecording(TensorWork work) : work_(std::move(work)) {}
    std::vector<at::Tensor> replay(const std::vector<at::Tensor>& inputs) override {
      return {work_(inputs).front() + 100};
    }

   private:
    TensorWork work_;
  };

  Replay replay(std::size_t most = 3) {
    return {[](const std::vector<at::Tensor>& inputs) {
              return std::vector<at::Tensor>{inputs.front() * 2};
            },
            [this](const TensorWork& work, const auto&) -> std::unique_ptr<Recording> {
              ++recordings;
              if (outOfMemory) throw std::bad_alloc();
              if (fails) throw std::runtime_error("cannot record");
              return refuses ? nullptr : std::make_unique<FakeRecording>(work);
            },
            most};
  }
  static float ask(Replay& work, std::int64_t size, at::ScalarType type = at::kFloat) {
    return work({at::ones({size}, type), at::Tensor()}).front()[0].item<float>();
  }

  int recordings = 0;
  bool refuses = false, fails = false, outOfMemory = false;
};

TEST_F(ReplayTest, RecordsAShapeTheSecondTimeAndReplaysItFromThenOn) {
  Replay work = replay();

  EXPECT_EQ(ask(work, 2), 2);
  EXPECT_EQ(ask(work, 2), 102);
  EXPECT_EQ(ask(work, 2), 102);
  EXPECT_EQ(recordings, 1);
}

TEST_F(ReplayTest, TellsShapesTypesAndAbsentPartsApart) {
  Replay work = replay(8);

  EXPECT_EQ(ask(work, 2), 2);
  EXPECT_EQ(ask(work, 3), 2);
  EXPECT_EQ(ask(work, 2, at::kDouble), 2);
  EXPECT_EQ(work({at::ones({2}), at::ones({1})}).front()[0].item<float>(), 2);
  EXPECT_EQ(recordings, 0);
}

TEST_F(ReplayTest, ForgetsTheShapeThatWasUsedLongestAgo) {
  Replay work = replay(2);
  for (const std::int64_t size : {1, 1, 2, 1, 3})
    (void)ask(work, size);

  EXPECT_EQ(ask(work, 1), 102);
  EXPECT_EQ(ask(work, 2), 2);
}

TEST_F(ReplayTest, WorksPlainlyWhereNothingCanBeRecorded) {
  refuses = true;
  Replay work = replay();

  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(ask(work, 2), 2);
  EXPECT_EQ(recordings, 1);
}

TEST_F(ReplayTest, WorksPlainlyAfterARecordingThatFailed) {
  fails = true;
  Replay work = replay();
  (void)ask(work, 2);

  EXPECT_EQ(ask(work, 2), 2);
  EXPECT_EQ(ask(work, 2), 2);
  EXPECT_EQ(recordings, 1);
}

TEST_F(ReplayTest, PassesOnThatMemoryRanOutWhileRecording) {
  outOfMemory = true;
  Replay work = replay();
  (void)ask(work, 2);

  EXPECT_THROW((void)ask(work, 2), std::bad_alloc);
}

TEST_F(ReplayTest, BeginsAnewAfterBeingCleared) {
  Replay work = replay();
  (void)ask(work, 2);
  (void)ask(work, 2);

  work.clear();

  EXPECT_EQ(ask(work, 2), 2);
}

TEST(CudaGraph, IsNotMadeForTensorsOfTheCpu) {
  EXPECT_EQ(recordCudaGraph([](const auto& inputs) { return inputs; }, {at::ones({1})}), nullptr);
}

}  // namespace
}  // namespace limn::nn::gpu
