// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>
#include <string_view>

namespace limn {

/// Receives the progress of a job: a fraction 0..1 and what is being done. Called on any thread.
using Progress = std::function<void(double fraction, std::string_view what)>;

/// Given to every long operation: how it learns that it should stop, and where it reports progress.
struct JobContext {
  std::stop_token stop;
  Progress progress;

  [[nodiscard]] bool isCancelled() const { return stop.stop_requested(); }
  void report(double fraction, std::string_view what = {}) const {
    if (progress) progress(fraction, what);
  }
};

}  // namespace limn
