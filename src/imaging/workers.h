// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/parallel.h"
#include "limn/base/result.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

namespace limn::imaging {

/// The part of a job's progress that a step takes, and its name.
struct Stage {
  double from = 0, to = 1;
  std::string_view what;
};

/// Calls `work(worker, i)` for every i below `count`, each `i` once, on up to eight threads. Every
/// thread has its own `worker`, made by `makeWorker()`. Stops after a failure and returns the one
/// with the smallest `i`; checks for cancellation before each step. What `work` throws is
/// thrown again on the caller's thread.
template <class MakeWorker, class Work>
[[nodiscard]] Result<void> forEachParallel(std::size_t count, const JobContext& job,
                                           const Stage& stage, MakeWorker makeWorker, Work work) {
  std::mutex mutex;
  std::size_t done = 0;
  std::optional<std::pair<std::size_t, Error>> failure;
  const auto step = [&](auto& worker, std::size_t i) {
    Result<void> result = fail(ErrorCode::Cancelled, "cancelled");
    if (!job.isCancelled()) result = work(worker, i);
    const std::lock_guard lock(mutex);
    if (!result) {
      if (!failure || i < failure->first) failure.emplace(i, std::move(result.error()));
      return false;
    }
    const double share = static_cast<double>(++done) / static_cast<double>(count);
    job.report(stage.from + (stage.to - stage.from) * share, stage.what);
    return true;
  };
  const std::size_t threads =
      std::min<std::size_t>(8, std::max(1U, std::thread::hardware_concurrency()));
  forEachStep(count, threads, [&]() -> ParallelWorker {
    // std::function copies what it holds; a worker need not be copyable.
    auto worker = std::make_shared<decltype(makeWorker())>(makeWorker());
    return [worker, &step](std::size_t i) { return step(*worker, i); };
  });
  if (failure) return tl::unexpected<Error>(std::move(failure->second));
  return {};
}

}  // namespace limn::imaging
