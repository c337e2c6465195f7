// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace limn::nn {

/// Calls `work(i)` for i = 0..count-1 on as many threads as LibTorch uses. `work` must not throw.
/// (at::parallel_for runs on one thread in code that is compiled without OpenMP.)
template <typename Work>
void parallelFor(std::int64_t count, const Work& work) {
  std::atomic<std::int64_t> next = 0;
  const auto drain = [&] {
    for (std::int64_t i = next++; i < count; i = next++)
      work(i);
  };
  const std::int64_t threads = std::min<std::int64_t>(at::get_num_threads(), count);
  std::vector<std::jthread> helpers;
  for (std::int64_t i = 1; i < threads; ++i)
    helpers.emplace_back(drain);
  drain();
}

}  // namespace limn::nn
