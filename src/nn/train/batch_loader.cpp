// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/batch_loader.h"

#include <ATen/Parallel.h>

#include <utility>

namespace limn::nn {

BatchLoader::BatchLoader(std::function<Batch(std::int64_t)> make, std::int64_t first,
                         std::int64_t last, int threads)
    : make_(std::move(make)), toMake_(first), toGive_(first), last_(last), ahead_(2 + threads) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this](const std::stop_token& stopped) { work(stopped); });
  }
}

BatchLoader::~BatchLoader() {
  for (std::jthread& thread : threads_)
    thread.request_stop();
  changed_.notify_all();
}

Batch BatchLoader::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return made_.contains(toGive_); });
  Made made = std::move(made_.extract(toGive_).mapped());
  if (made.problem) std::rethrow_exception(made.problem);
  ++toGive_;
  changed_.notify_all();
  return std::move(made.batch);
}

void BatchLoader::work(const std::stop_token& stopped) {
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
