// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>
#include <string_view>

namespace limn {

/// Told how far a job is: a fraction 0..1 and what is being done. May be called on any thread.
using Progress = std::function<void(double fraction, std::string_view what)>;

/// What a long piece of work is given: how to learn that it should stop, and whom to tell.
struct JobContext {
  std::stop_token stop;
  Progress progress;

  [[nodiscard]] bool isCancelled() const { return stop.stop_requested(); }
  void report(double fraction, std::string_view what = {}) const {
    if (progress) progress(fraction, what);
  }
};

}  // namespace limn
