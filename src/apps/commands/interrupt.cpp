// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "interrupt.h"

#include <unistd.h>

#include <csignal>
#include <ctime>

namespace limn::apps {
namespace {

constexpr int kExitOnSignal = 130;

void watch(const std::stop_token& ended, std::stop_source& stop) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  const timespec pause{0, 20'000'000};
  while (!ended.stop_requested()) {
    if (sigtimedwait(&signals, nullptr, &pause) < 0) continue;
    if (!stop.request_stop()) ::_exit(kExitOnSignal);
  }
}

}  // namespace

Interrupt::Interrupt() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  watcher_ = std::jthread([this](const std::stop_token& ended) { watch(ended, stop_); });
}

}  // namespace limn::apps
