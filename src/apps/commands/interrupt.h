// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <thread>

namespace limn::apps {

/// Turns Ctrl-C into a request to stop, so that no file is left half-written. A second
/// Ctrl-C ends the program at once. Make it before any other thread.
class Interrupt {
 public:
  Interrupt();
  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  std::jthread watcher_;
};

}  // namespace limn::apps
