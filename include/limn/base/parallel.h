// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

namespace limn {

/// Takes the steps 0, 1, 2, ... one after another; false: no thread takes another step.
using ParallelWorker = std::function<bool(std::size_t step)>;

/// Calls a worker for every step below `count`, each step once, on up to `threads` threads, one of
/// which is the caller's. Each thread makes its own worker with `makeWorker`. Returns when all
/// steps that were begun have ended. What a worker or `makeWorker` throws ends the work on all
/// threads; the first exception is thrown again on the caller's thread.
void forEachStep(std::size_t count, std::size_t threads,
                 const std::function<ParallelWorker()>& makeWorker);

}  // namespace limn
