// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "memory_ladder.h"

#include "limn/nn/predictor.h"

#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

namespace limn::nn {
namespace {

c10::Error torchError(const std::string& text) {
  return {c10::SourceLocation{"here", "file.cpp", 1}, text};
}

/// A device on which at most `room` items fit at once.
class MemoryLadderTest : public ::testing::Test {
 protected:
  MemoryLadder ladder(std::int64_t batch) {
    return {batch, false, [this] { ++releases; },
            [this] {
              room = retreats == 0 ? 100 : room;
              return retreats++ == 0;
            },
            [this](const std::string& text) { notices.push_back(text); }};
  }
  void run(MemoryLadder& steps, std::int64_t total) {
    workInBatches(steps, total, [&](std::int64_t begin, std::int64_t count) {
      if (count > room) {
        throw c10::OutOfMemoryError(c10::SourceLocation{"here", "file.cpp", 1}, "tried 2 GiB");
      }
      done.emplace_back(begin, count);
    });
  }

  std::int64_t room = 100;
  int releases = 0, retreats = 0;
  std::vector<std::string> notices;
  std::vector<std::pair<std::int64_t, std::int64_t>> done;
};

using Batches = std::vector<std::pair<std::int64_t, std::int64_t>>;

TEST_F(MemoryLadderTest, WorksInBatchesWhileMemorySuffices) {
  MemoryLadder steps = ladder(4);

  run(steps, 10);

  EXPECT_EQ(done, (Batches{{0, 4}, {4, 4}, {8, 2}}));
  EXPECT_EQ(releases, 0);
  EXPECT_TRUE(notices.empty());
}

TEST_F(MemoryLadderTest, WorksInFewSizesWhereEachCosts) {
  MemoryLadder steps = ladder(8);
  steps.fewSizes = true;

  run(steps, 15);

  EXPECT_EQ(done, (Batches{{0, 8}, {8, 4}, {12, 2}, {14, 1}}));
}

TEST_F(MemoryLadderTest, ReleasesThenHalvesTheBatchAndKeepsItSmall) {
  room = 2;
  MemoryLadder steps = ladder(8);

  run(steps, 5);

  EXPECT_EQ(done, (Batches{{0, 2}, {2, 2}, {4, 1}}));
  EXPECT_EQ(releases, 1);
  EXPECT_EQ(retreats, 0);
  EXPECT_EQ(steps.batch, 2);
  ASSERT_FALSE(notices.empty());
  EXPECT_NE(notices.back().find("2 at once"), std::string::npos) << notices.back();
}

TEST_F(MemoryLadderTest, RetreatsWhenNotEvenOneItemFits) {
  room = 0;
  MemoryLadder steps = ladder(2);

  run(steps, 3);

  EXPECT_EQ(done, (Batches{{0, 1}, {1, 1}, {2, 1}}));
  EXPECT_EQ(retreats, 1);
  EXPECT_NE(notices.back().find("CPU"), std::string::npos) << notices.back();
}

TEST_F(MemoryLadderTest, PassesTheErrorOnWhenNothingHelps) {
  room = 0;
  retreats = 1;  // it is on the CPU already
  MemoryLadder steps = ladder(2);

  EXPECT_THROW(run(steps, 3), c10::OutOfMemoryError);

  EXPECT_TRUE(done.empty());
}

TEST_F(MemoryLadderTest, LeavesOtherErrorsAlone) {
  MemoryLadder steps = ladder(2);

  EXPECT_THROW(workInBatches(steps, 1, [](std::int64_t, std::int64_t) { throw Cancelled(); }),
               Cancelled);

  EXPECT_EQ(releases, 0);
}

TEST(IsOutOfMemory, KnowsEveryFormOfIt) {
  EXPECT_TRUE(isOutOfMemory(std::bad_alloc()));
  EXPECT_TRUE(isOutOfMemory(
      c10::OutOfMemoryError(c10::SourceLocation{"here", "file.cpp", 1}, "no words for it")));
  EXPECT_TRUE(isOutOfMemory(torchError("CUDA error: out of memory")));
  EXPECT_TRUE(isOutOfMemory(torchError("CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate")));
  EXPECT_TRUE(isOutOfMemory(torchError("DefaultCPUAllocator: not enough memory")));
  EXPECT_FALSE(isOutOfMemory(torchError("expected a matrix")));
  EXPECT_FALSE(isOutOfMemory(std::runtime_error("out of memory of this")));
}

}  // namespace
}  // namespace limn::nn
