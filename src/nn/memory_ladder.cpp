// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "memory_ladder.h"

#include "limn/nn/predictor.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <bit>
#include <new>
#include <string_view>

namespace limn::nn {

namespace {

/// Not everywhere does LibTorch have a type for it: "CUDA out of memory", "CUDA error: out of
/// memory", "CUBLAS_STATUS_ALLOC_FAILED", "not enough memory: you tried to allocate".
bool speaksOfMemory(std::string_view text) {
  for (const char* words :
       {"out of memory", "not enough memory", "can't allocate memory", "STATUS_ALLOC_FAILED"}) {
    if (text.find(words) != std::string_view::npos) return true;
  }
  return false;
}

/// How many of `left` items the next call takes.
std::int64_t callOf(const MemoryLadder& ladder, std::int64_t left) {
  const std::int64_t count = std::min(ladder.batch, left);
  if (!ladder.fewSizes) return count;
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(count)));
}

/// The error of one try, or null.
std::exception_ptr outOfMemoryIn(const std::function<void()>& work) {
  try {
    work();
    return nullptr;
  } catch (const std::exception& error) {
    if (!isOutOfMemory(error)) throw;
    return std::current_exception();
  }
}

void tell(const MemoryLadder& ladder, const std::string& sentence) {
  if (ladder.notice) ladder.notice(sentence);
}

}  // namespace

bool isOutOfMemory(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return true;
  if (dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr) return true;
  const auto* torchError = dynamic_cast<const c10::Error*>(&error);
  return torchError != nullptr && speaksOfMemory(torchError->what_without_backtrace());
}

void workInBatches(MemoryLadder& ladder, std::int64_t total,
                   const std::function<void(std::int64_t begin, std::int64_t count)>& work) {
  bool released = false;  // since work last succeeded
  for (std::int64_t begin = 0; begin < total;) {
    const std::int64_t count = callOf(ladder, total - begin);
    const std::exception_ptr failure = outOfMemoryIn([&] { work(begin, count); });
    if (!failure) {
      begin += count;
      released = false;
      continue;
    }
    if (!released) {
      released = true;
      ladder.release();
    } else if (count > 1) {
      ladder.batch = (count + 1) / 2;
      tell(ladder, "the memory of the device ran out; going on with " +
                       std::to_string(ladder.batch) + " at once");
    } else if (ladder.retreat()) {
      tell(ladder, "the memory of the device does not suffice; going on with the CPU, slower");
    } else {
      std::rethrow_exception(failure);
    }
  }
}

}  // namespace limn::nn
