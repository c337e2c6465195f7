// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace limn::imaging {

/// What of a job's progress a step is, and its name.
struct Stage {
  double from = 0, to = 1;
  std::string_view what;
};

/// Calls `work(worker, i)` for every i below `count`, each `i` once, on up to eight threads. Every
/// thread has its own `worker`, made by `makeWorker()`. Stops at the first failure and gives back
/// the one with the smallest `i`; asks for cancellation before each step.
template <class MakeWorker, class Work>
[[nodiscard]] Result<void> forEachParallel(std::size_t count, const JobContext& job,
                                           const Stage& stage, MakeWorker makeWorker, Work work) {
  std::atomic<std::size_t> next{0}, done{0};
  std::mutex mutex;
  std::optional<std::pair<std::size_t, Error>> failure;
  const auto keep = [&](std::size_t i, Error error) {
    const std::lock_guard lock(mutex);
    if (!failure || i < failure->first) failure.emplace(i, std::move(error));
    next = count;
  };
  const auto run = [&] {
    auto worker = makeWorker();
    for (std::size_t i = next++; i < count; i = next++) {
      if (job.isCancelled()) return keep(i, Error{ErrorCode::Cancelled, "cancelled", {}});
      Result<void> result = work(worker, i);
      if (!result) return keep(i, std::move(result.error()));
      const std::lock_guard lock(mutex);
      const double share = static_cast<double>(++done) / static_cast<double>(count);
      job.report(stage.from + (stage.to - stage.from) * share, stage.what);
    }
  };
  const std::size_t threads =
      std::min<std::size_t>({count, 8, std::max(1U, std::thread::hardware_concurrency())});
  {
    std::vector<std::jthread> helpers;
    for (std::size_t t = 1; t < threads; ++t)
      helpers.emplace_back(run);
    run();
  }
  if (failure) return tl::unexpected<Error>(std::move(failure->second));
  return {};
}

}  // namespace limn::imaging
