// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace limn::apps {

/// Progress of a job on stderr: on a terminal a bar with the time left, else a line at intervals.
/// report() may be called on any thread.
class ProgressBar {
 public:
  enum class Mode { Hidden, Lines, Bar };
  explicit ProgressBar(Mode mode) : mode_(mode) {}
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar() { finish(); }
  /// Bar on a terminal, lines elsewhere.
  [[nodiscard]] static Mode modeForStderr();

  void report(double fraction, std::string_view what);
  /// Clears the bar, so that what is printed next starts on an empty line.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  std::mutex mutex_;
  Mode mode_;
  std::string what_;
  double fraction_ = 0;
  Clock::time_point stageStart_ = Clock::now(), lastShown_ = Clock::now();
  bool drawn_ = false;
};

/// "[#####.....]  50 %  reading  0:12 left"; no time while `fraction` is 0.
[[nodiscard]] std::string progressLine(double fraction, std::string_view what,
                                       double elapsedSeconds);

}  // namespace limn::apps
