// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/parallel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace limn {
namespace {

TEST(ForEachStep, TakesEachStepOnceWithOneWorkerForEachThread) {
  for (const std::size_t threads : {0U, 1U, 3U, 50U}) {
    std::vector<std::atomic<int>> taken(20);
    std::atomic<std::size_t> workers{0};
    forEachStep(taken.size(), threads, [&]() -> ParallelWorker {
      ++workers;
      return [&](std::size_t step) { return ++taken[step] > 0; };
    });
    for (const auto& times : taken)
      EXPECT_EQ(times, 1) << threads;
    EXPECT_GE(workers, 1U);
    EXPECT_LE(workers, std::max<std::size_t>(1, threads));
  }
}

TEST(ForEachStep, NoStepsMakeNoWorker) {
  forEachStep(0, 4, []() -> ParallelWorker { throw std::logic_error("made a worker"); });
}

TEST(ForEachStep, StopsWhenAWorkerSaysSo) {
  std::size_t taken = 0;
  forEachStep(100, 1, [&]() -> ParallelWorker {
    return [&](std::size_t step) {
      ++taken;
      return step < 4;
    };
  });
  EXPECT_EQ(taken, 5U);
}

TEST(ForEachStep, CarriesAnExceptionOfAnyThreadToTheCaller) {
  for (std::size_t bad = 0; bad < 8; ++bad) {
    const auto work = [&]() -> ParallelWorker {
      return [&](std::size_t step) -> bool {
        if (step == bad) throw std::runtime_error("step " + std::to_string(step));
        return true;
      };
    };
    try {
      forEachStep(8, 4, work);
      ADD_FAILURE() << "nothing was thrown at step " << bad;
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(error.what(), "step " + std::to_string(bad));
    }
  }
}

TEST(ForEachStep, CarriesAnExceptionOfMakingAWorker) {
  EXPECT_THROW(forEachStep(8, 4, []() -> ParallelWorker { throw std::bad_alloc(); }),
               std::bad_alloc);
}

TEST(ForEachStep, TakesNoFurtherStepsAfterAnException) {
  std::atomic<int> taken{0};
  const auto work = [&]() -> ParallelWorker {
    return [&](std::size_t) -> bool {
      ++taken;
      throw 1;
    };
  };
  EXPECT_THROW(forEachStep(1000, 4, work), int);
  EXPECT_LE(taken, 4);
}

}  // namespace
}  // namespace limn
