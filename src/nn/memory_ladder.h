// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace limn::nn {

/// What is done, step by step, when the memory of a device runs out.
struct MemoryLadder {
  std::int64_t batch = 1;         // most items in one call; becomes smaller on the way down
  bool fewSizes = false;          // calls of powers of two only, where each number costs once
  std::function<void()> release;  // gives back what the device's memory is kept for
  std::function<bool()> retreat;  // goes on in the computer's memory; false: it is there already
  std::function<void(const std::string&)> notice;  // a sentence for people; may be empty
};

/// Calls `work(begin, count)` until items 0..total-1 are done. Where it runs out of memory
/// (isOutOfMemory) the same items are tried again: after a release, in half as large batches, at
/// last after a retreat. Other exceptions, and the one that is left when nothing helps, are passed
/// on.
void workInBatches(MemoryLadder& ladder, std::int64_t total,
                   const std::function<void(std::int64_t begin, std::int64_t count)>& work);

}  // namespace limn::nn
