// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/workers.h"

#include "limn/base/parallel.h"

#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <utility>

namespace limn::batch {

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

}  // namespace limn::batch
