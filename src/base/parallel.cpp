// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace limn {

void forEachStep(std::size_t count, std::size_t threads,
                 const std::function<ParallelWorker()>& makeWorker) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> isOver{false};
  std::mutex mutex;
  std::exception_ptr first;
  const auto run = [&]() noexcept {
    try {
      const ParallelWorker work = makeWorker();
      for (std::size_t step = next++; step < count && !isOver; step = next++) {
        if (!work(step)) isOver = true;
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!first) first = std::current_exception();
      isOver = true;
    }
  };
  if (count == 0) return;
  {
    std::vector<std::jthread> helpers;
    try {
      for (std::size_t i = 1; i < std::min(threads, count); ++i)
        helpers.emplace_back(run);
    } catch (const std::system_error&) {
      // The system allows no more threads: the existing ones do the work.
    }
    run();
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace limn
