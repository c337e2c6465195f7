// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

/// Measures where time is spent: named spans of the steady clock, kept in memory from start() on.
/// While it is off, a span costs the test of one flag. May be called on any thread.
namespace limn::trace {

using Clock = std::chrono::steady_clock;

namespace detail {
extern std::atomic<bool> on;
}

[[nodiscard]] inline bool isOn() {
  return detail::on.load(std::memory_order_relaxed);
}
/// Deletes what was recorded and starts recording.
void start();
void stop();

/// Adds a span of this thread.
void record(std::string_view name, Clock::time_point from, Clock::time_point to);

/// The time from here to the end of the scope.
class Span {
 public:
  explicit Span(std::string_view name) {
    if (!isOn()) return;
    name_ = name;
    from_ = Clock::now();
  }
  Span(const Span&) = delete;
  Span& operator=(const Span&) = delete;
  ~Span() {
    if (!name_.empty()) record(name_, from_, Clock::now());
  }

 private:
  std::string name_;  // empty: not recorded
  Clock::time_point from_;
};

/// A wait that begins and ends in different functions; in the file each name has its own row. A
/// second beginWait() restarts it; endWait() without a beginning is ignored.
void beginWait(std::string_view name, Clock::time_point from = Clock::now());
void endWait(std::string_view name);

/// When the process was started, before its libraries were loaded, to a hundredth of a second.
[[nodiscard]] Clock::time_point processStart();

/// Writes all spans so far in the JSON form of Chrome's trace viewer: `ts` and `dur` in
/// microseconds since the program was started; and the resident memory of the program now.
[[nodiscard]] Result<void> write(const std::filesystem::path& file);

}  // namespace limn::trace
