// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "session/job_queue.h"

#include "limn/core/dispatcher.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <vector>

namespace limn::core {
namespace {

class JobQueueTest : public testing::Test {
 protected:
  /// Keeps the queue busy until `gate` is opened or it is told to stop.
  void block(Priority priority, std::promise<void>& started) {
    queue.post("block", priority, [&](const JobContext& job) -> Completion {
      started.set_value();
      while (!gate && !job.isCancelled())
        std::this_thread::yield();
      return [this, stopped = job.isCancelled()] {
        blockerStopped = stopped;
        blockerDone = true;
      };
    });
    started.get_future().wait();
  }
  void post(std::string key, Priority priority, int number) {
    queue.post(std::move(key), priority, [this, number](const JobContext&) -> Completion {
      return [this, number] { order.push_back(number); };
    });
  }

  std::atomic<bool> gate = false;
  bool blockerStopped = false, blockerDone = false;
  std::vector<int> order;
  QueueDispatcher home;
  JobQueue queue{home};
};

TEST_F(JobQueueTest, HigherPriorityRunsFirstAndEqualOnesInTurn) {
  std::promise<void> started;
  block(Priority::Click, started);
  post("a", Priority::Prefetch, 1);
  post("b", Priority::Focus, 2);
  post("c", Priority::Click, 3);
  post("d", Priority::Focus, 4);
  gate = true;

  ASSERT_TRUE(home.runUntil([&] { return order.size() == 4; }));
  EXPECT_EQ(order, (std::vector{3, 2, 4, 1}));
  EXPECT_FALSE(blockerStopped);
}

TEST_F(JobQueueTest, NewerJobReplacesTheWaitingOneOfItsKey) {
  std::promise<void> started;
  block(Priority::Click, started);
  post("a", Priority::Focus, 1);
  post("a", Priority::Focus, 2);
  post("z", Priority::Prefetch, 3);
  gate = true;

  ASSERT_TRUE(home.runUntil([&] { return order.size() == 2; }));
  EXPECT_EQ(order, (std::vector{2, 3}));
}

TEST_F(JobQueueTest, AClickAsksARunningPrefetchToStop) {
  std::promise<void> started;
  block(Priority::Prefetch, started);
  post("click", Priority::Click, 1);

  ASSERT_TRUE(home.runUntil([&] { return order.size() == 1; }));
  EXPECT_TRUE(blockerDone && blockerStopped);
}

TEST_F(JobQueueTest, CancelStopsTheRunningAndDropsTheWaiting) {
  std::promise<void> started;
  block(Priority::Click, started);
  post("a", Priority::Focus, 1);
  queue.cancel("a");
  queue.cancel("block");

  ASSERT_TRUE(home.runUntil([&] { return blockerDone; }));
  EXPECT_TRUE(blockerStopped);
  EXPECT_TRUE(order.empty());
}

TEST_F(JobQueueTest, AnEscapedExceptionDoesNotEndTheLane) {
  queue.post("bug", Priority::Click,
             [](const JobContext&) -> Completion { throw std::runtime_error("a bug"); });
  post("next", Priority::Click, 1);

  EXPECT_TRUE(home.runUntil([&] { return order.size() == 1; }));
}

}  // namespace
}  // namespace limn::core
