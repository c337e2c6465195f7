// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/training_data.h"

#include <condition_variable>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace limn::nn {

/// Makes the batches of steps first, first + 1, ... ahead of their use, in threads of its own.
/// Which thread makes a batch does not change it.
class BatchLoader {
 public:
  BatchLoader(std::function<Batch(std::int64_t)> make, std::int64_t first, std::int64_t last,
              int threads);
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  /// The next batch; waits for it. Rethrows what went wrong while it was made.
  [[nodiscard]] Batch next();

 private:
  struct Made {
    Batch batch;
    std::exception_ptr problem;
  };
  void work(const std::stop_token& stopped);

  std::function<Batch(std::int64_t)> make_;
  std::int64_t toMake_, toGive_, last_, ahead_;
  std::map<std::int64_t, Made> made_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<std::jthread> threads_;  // last: ends first
};

}  // namespace limn::nn
