// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "workforce.h"

#include "limn/engine/sam_predictor.h"

#include <algorithm>
#include <cstdint>
#include <mutex>
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

batch::PredictorFactory predictorsLike(std::shared_ptr<core::MaskPredictor> first,
                                       ModelChoice choice, int threadsEach, MakePredictor make) {
  struct Shared {
    std::mutex mutex;
    std::shared_ptr<core::MaskPredictor> first;
  };
  auto shared = std::make_shared<Shared>();
  shared->first = std::move(first);
  choice.threads = threadsEach;
  return [shared, choice, make]() -> Result<std::shared_ptr<core::MaskPredictor>> {
    engine::prepareCpu(choice.threads);  // LibTorch counts them per calling thread
    {
      const std::lock_guard lock(shared->mutex);
      if (shared->first) return std::exchange(shared->first, nullptr);
    }
    return make(choice, nullptr);
  };
}

}  // namespace limn::apps
