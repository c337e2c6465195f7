// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/core/dispatcher.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace limn::core {

/// Higher runs first; within one, first come first served.
enum class Priority { Prefetch, Propagation, Hover, Focus, Click };

/// What the session's thread does with the result of a job; may be empty.
using Completion = std::function<void()>;
/// A job takes values, runs on the queue's thread, and returns its completion.
using Work = std::function<Completion(const JobContext&)>;

/// One thread that runs jobs. A newer job replaces the waiting or running one of the same key. A
/// job of higher priority asks the running one to stop, so that a click never waits for an encode,
/// and a mask under the resting cursor waits for the encode of the slice that is looked at. Posting
/// and cancelling never wait; only the destructor does, after asking everything to stop. The
/// completion of a job that was dropped while it waited is not called.
class JobQueue {
 public:
  explicit JobQueue(Dispatcher dispatcher);
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;
  ~JobQueue();

  void post(std::string key, Priority priority, Work work);
  void cancel(const std::string& key);

 private:
  struct Job {
    std::string key;
    Priority priority;
    Work work;
    std::stop_source stop;
  };

  /// Takes the waiting jobs of a key out; the mutex is held, and they are destroyed outside it.
  [[nodiscard]] std::vector<std::shared_ptr<Job>> takeWaiting(const std::string& key);
  void run(const std::stop_token& stop);
  void runJob(Job& job);

  Dispatcher dispatcher_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::vector<std::shared_ptr<Job>> waiting_;
  std::shared_ptr<Job> running_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace limn::core
