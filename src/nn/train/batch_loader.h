// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/Parallel.h>

#include <condition_variable>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace limn::nn {

/// Makes the batches of steps first, first + 1, ... ahead of their use, in threads of its own.
/// Which thread makes a batch does not change it.
template <typename Batch>
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

template <typename Batch>
BatchLoader<Batch>::BatchLoader(std::function<Batch(std::int64_t)> make, std::int64_t first,
                                std::int64_t last, int threads)
    : make_(std::move(make)), toMake_(first), toGive_(first), last_(last), ahead_(2 + threads) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this](const std::stop_token& stopped) { work(stopped); });
  }
}

template <typename Batch>
BatchLoader<Batch>::~BatchLoader() {
  for (std::jthread& thread : threads_)
    thread.request_stop();
  changed_.notify_all();
}

template <typename Batch>
Batch BatchLoader<Batch>::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return made_.contains(toGive_); });
  Made made = std::move(made_.extract(toGive_).mapped());
  if (made.problem) std::rethrow_exception(made.problem);
  ++toGive_;
  changed_.notify_all();
  return std::move(made.batch);
}

template <typename Batch>
void BatchLoader<Batch>::work(const std::stop_token& stopped) {
  at::set_num_threads(1);  // of this thread: the cores are busy with the network
  std::unique_lock lock(mutex_);
  while (true) {
    const auto mayStart = [&] { return toMake_ > last_ || toMake_ < toGive_ + ahead_; };
    if (!changed_.wait(lock, stopped, mayStart) || toMake_ > last_) return;
    const std::int64_t step = toMake_++;
    lock.unlock();
    Made made;
    try {
      made.batch = make_(step);
    } catch (...) {
      made.problem = std::current_exception();
    }
    lock.lock();
    made_[step] = std::move(made);
    changed_.notify_all();
  }
}

}  // namespace limn::nn
