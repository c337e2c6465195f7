// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/Parallel.h>

#include <atomic>
#include <cstdint>

namespace limn::nn::cpu {

/// Threads that forEach() uses.
[[nodiscard]] inline std::int64_t teamSize() {
  return at::get_num_threads();
}

/// Calls `work(i)` for i = 0..count-1 on LibTorch's own threads, which take the next one when they
/// are done: a thread that is held up by another program does not hold up the rest. `work` must not
/// throw. Files that use it are compiled with OpenMP; without it everything runs on one thread.
template <typename Work>
void forEach(std::int64_t count, const Work& work) {
  std::atomic<std::int64_t> next = 0;
  const std::int64_t threads = count < teamSize() ? count : teamSize();
  at::parallel_for(0, threads, 1, [&](std::int64_t, std::int64_t) {
    for (std::int64_t i = next++; i < count; i = next++)
      work(i);
  });
}

}  // namespace limn::nn::cpu
