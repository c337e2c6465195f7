// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "workforce.h"

#include "limn/base/parallel.h"
#include "limn/engine/sam_predictor.h"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <utility>

namespace limn::apps {

Workforce workforceFor(int workers, int threads, const core::ModelInfo& model) {
  constexpr std::int64_t kMostWeightBytes = std::int64_t{4} << 30;
  constexpr std::int64_t kBytesPerParameter = 4;
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  if (threads <= 0) threads = cores;
  if (!model.device.starts_with("cpu")) return {std::max(1, workers), threads};
  const std::int64_t fit =
      kMostWeightBytes / std::max<std::int64_t>(1, model.parameters * kBytesPerParameter);
  if (workers <= 0) workers = static_cast<int>(std::clamp<std::int64_t>(fit, 1, threads));
  return {workers, std::max(1, threads / workers)};
}

PredictorFactory predictorsLike(std::shared_ptr<core::MaskPredictor> first, ModelChoice choice,
                                int threadsEach) {
  struct Shared {
    std::mutex mutex;
    std::shared_ptr<core::MaskPredictor> first;
  };
  auto shared = std::make_shared<Shared>();
  shared->first = std::move(first);
  choice.threads = threadsEach;
  return [shared, choice]() -> Result<std::shared_ptr<core::MaskPredictor>> {
    engine::setThreadCount(choice.threads);  // LibTorch counts them per calling thread
    {
      const std::lock_guard lock(shared->mutex);
      if (shared->first) return std::exchange(shared->first, nullptr);
    }
    return makePredictor(choice);
  };
}

Result<void> shareOut(std::size_t count, std::size_t workers, const PredictorFactory& makePredictor,
                      const std::function<bool(core::MaskPredictor&, std::size_t)>& work,
                      const JobContext& job, std::string_view what) {
  std::mutex mutex;
  std::size_t done = 0;
  std::optional<Error> failure;
  const auto makeWorker = [&]() -> ParallelWorker {
    auto predictor = makePredictor();
    if (!predictor) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::move(predictor.error());
      return [](std::size_t) { return false; };
    }
    return [&, predictor = std::move(*predictor)](std::size_t i) {
      if (job.isCancelled()) return false;
      const bool goesOn = work(*predictor, i);
      const std::lock_guard lock(mutex);
      job.report(static_cast<double>(++done) / static_cast<double>(count), what);
      return goesOn;
    };
  };
  try {
    forEachStep(count, workers, makeWorker);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::OutOfMemory, "not enough memory; give fewer --workers");
  } catch (const std::exception& error) {
    return fail(ErrorCode::Internal, error.what());
  }
  if (failure) return tl::unexpected<Error>(std::move(*failure));
  if (job.isCancelled()) return fail(ErrorCode::Cancelled, "stopped on request");
  return {};
}

}  // namespace limn::apps
