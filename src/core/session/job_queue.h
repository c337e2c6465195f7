// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/core/dispatcher.h"

#include <array>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace limn::core {

enum class Lane { Inference, Io, Past };

/// Higher runs first; within one, first come first served.
enum class Priority { Prefetch, Hover, Focus, Click };

/// What the session's thread does with the result of a job; may be empty.
using Completion = std::function<void()>;
/// A job takes values, runs on its lane, and returns its completion.
using Work = std::function<Completion(const JobContext&)>;

/// Three threads: for the network, for files, and for looking back. A newer job replaces the
/// waiting or running one of the same key. A job of higher priority asks the running one to stop,
/// so that a click never waits for an encode, and a mask under the resting cursor waits for the
/// encode of the slice that is looked at. Posting and cancelling never wait; only the
/// destructor does, after asking everything to stop. The completion of a job that was dropped while
/// it waited is not called.
class JobQueue {
 public:
  explicit JobQueue(Dispatcher dispatcher);
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;
  ~JobQueue();

  void post(Lane lane, std::string key, Priority priority, Work work);
  void cancel(Lane lane, const std::string& key);
  /// Asks all jobs of the lane to stop. Those that wait still get their turn, to say so at home.
  void stopAll(Lane lane);

 private:
  struct Job {
    std::string key;
    Priority priority;
    Work work;
    std::stop_source stop;
  };
  struct LaneState {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::vector<std::shared_ptr<Job>> waiting;
    std::shared_ptr<Job> running;
    std::jthread thread;
  };

  [[nodiscard]] LaneState& laneOf(Lane lane) { return lanes_[static_cast<std::size_t>(lane)]; }
  /// Takes the waiting jobs of a key out; the lane is locked, and they die outside the lock.
  [[nodiscard]] static std::vector<std::shared_ptr<Job>> takeWaiting(LaneState& lane,
                                                                     const std::string& key);
  void runLane(LaneState& lane, const std::stop_token& stop);
  void runJob(Job& job);

  Dispatcher dispatcher_;
  std::array<LaneState, 3> lanes_;
};

}  // namespace limn::core
