// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/file_work.h"

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

namespace limn::core {
namespace {

class FileWorkTest : public testing::Test {
 protected:
  QueueDispatcher home;
  std::optional<FileWork> files{std::in_place, home};
};

TEST_F(FileWorkTest, IsDoneInTurnAndEachPieceIsReported) {
  std::vector<int> reported;
  for (int number = 1; number <= 3; ++number) {
    files->run([](const JobContext&) {}, [&reported, number] { reported.push_back(number); });
  }
  ASSERT_TRUE(home.runUntil([&] { return reported.size() == 3; }));
  EXPECT_EQ(reported, (std::vector{1, 2, 3}));
}

TEST_F(FileWorkTest, ThatThrowsIsReportedAndTheNextPieceRuns) {
  int reported = 0;
  files->run([](const JobContext&) { throw std::runtime_error("a bug"); }, [&] { ++reported; });
  files->run([](const JobContext&) {}, [&] { ++reported; });
  EXPECT_TRUE(home.runUntil([&] { return reported == 2; }));
}

TEST_F(FileWorkTest, EndsByStoppingWhatRunsAndReportsNothingAfterwards) {
  std::promise<void> started;
  bool wasStopped = false, isReported = false;
  files->run(
      [&](const JobContext& job) {
        started.set_value();
        while (!job.isCancelled())
          std::this_thread::yield();
        wasStopped = true;
      },
      [&] { isReported = true; });
  started.get_future().wait();

  files.reset();
  home.drain();

  EXPECT_TRUE(wasStopped);
  EXPECT_FALSE(isReported);
}

}  // namespace
}  // namespace limn::core
