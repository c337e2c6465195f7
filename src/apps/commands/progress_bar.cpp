// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "progress_bar.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace limn::apps {

using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::seconds;

ProgressBar::Mode ProgressBar::modeForStderr() {
  return ::isatty(STDERR_FILENO) == 1 ? Mode::Bar : Mode::Lines;
}

void ProgressBar::report(double fraction, std::string_view what) {
  if (mode_ == Mode::Hidden) return;
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  if (what != what_ || fraction < fraction_) {
    what_ = what;
    stageStart_ = now;
  }
  fraction_ = std::clamp(fraction, 0.0, 1.0);
  const auto pause = mode_ == Mode::Bar ? milliseconds(100) : milliseconds(seconds(5));
  if (now - lastShown_ < pause) return;
  lastShown_ = now;
  const std::string line =
      progressLine(fraction_, what_, duration<double>(now - stageStart_).count());
  if (mode_ == Mode::Bar) {
    fmt::print(stderr, "\r\033[K{}", line);
    drawn_ = true;
  } else {
    fmt::print(stderr, "{}\n", line);
  }
  std::fflush(stderr);
}

void ProgressBar::finish() {
  const std::lock_guard lock(mutex_);
  if (drawn_) fmt::print(stderr, "\r\033[K");
  drawn_ = false;
}

std::string progressLine(double fraction, std::string_view what, double elapsedSeconds) {
  constexpr int kCells = 24;
  const auto filled = static_cast<std::size_t>(std::lround(fraction * kCells));
  std::string line =
      fmt::format("[{}{}] {:3.0f} %  {}", std::string(filled, '#'),
                  std::string(kCells - filled, '.'), std::floor(fraction * 100), what);
  if (fraction > 0 && fraction < 1) {
    const auto left = std::lround(elapsedSeconds * (1 - fraction) / fraction);
    line += fmt::format("  {}:{:02} left", left / 60, left % 60);
  }
  return line;
}

}  // namespace limn::apps
