// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace limn::core {

/// Runs a call on the session's thread, later. In the window a queued call; in the command line and
/// tests a queue that is drained explicitly.
using Dispatcher = std::function<void(std::function<void()>)>;

/// A dispatcher for programs without an event loop: calls wait in a queue until the owner's thread
/// runs them. Copies share the queue. Posting is safe from any thread.
class QueueDispatcher {
 public:
  void operator()(std::function<void()> call) const {
    {
      const std::lock_guard lock(queue_->mutex);
      queue_->calls.push_back(std::move(call));
    }
    queue_->arrived.notify_all();
  }

  /// Runs what is waiting now; returns how many calls that were.
  std::size_t drain() const {
    std::deque<std::function<void()>> calls;
    {
      const std::lock_guard lock(queue_->mutex);
      calls.swap(queue_->calls);
    }
    for (auto& call : calls)
      call();
    return calls.size();
  }

  /// Runs calls as they arrive until `done()` holds; false when `limit` passes first.
  bool runUntil(const std::function<bool()>& done,
                std::chrono::milliseconds limit = std::chrono::seconds(60)) const {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!done()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::unique_lock lock(queue_->mutex);
      if (!queue_->arrived.wait_until(lock, deadline, [&] { return !queue_->calls.empty(); })) {
        return false;
      }
      lock.unlock();
      drain();
    }
    return true;
  }

 private:
  struct Queue {
    std::mutex mutex;
    std::condition_variable arrived;
    std::deque<std::function<void()>> calls;
  };
  std::shared_ptr<Queue> queue_ = std::make_shared<Queue>();
};

}  // namespace limn::core
