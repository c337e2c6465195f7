// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "session/job_queue.h"

#include "limn/base/log.h"
#include "limn/base/trace.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace limn::core {

JobQueue::JobQueue(Dispatcher dispatcher) : dispatcher_(std::move(dispatcher)) {
  for (LaneState& lane : lanes_) {
    lane.thread = std::jthread([this, &lane](const std::stop_token& stop) { runLane(lane, stop); });
  }
}

JobQueue::~JobQueue() {
  for (LaneState& lane : lanes_) {
    const std::lock_guard lock(lane.mutex);
    lane.waiting.clear();
    if (lane.running) lane.running->stop.request_stop();
    lane.thread.request_stop();
  }
  for (LaneState& lane : lanes_)
    lane.thread.join();
}

void JobQueue::post(Lane which, std::string key, Priority priority, Work work) {
  LaneState& lane = laneOf(which);
  auto job = std::make_shared<Job>(Job{std::move(key), priority, std::move(work), {}});
  std::vector<std::shared_ptr<Job>> dropped;
  std::stop_source stop(std::nostopstate);
  {
    const std::lock_guard lock(lane.mutex);
    dropped = takeWaiting(lane, job->key);
    if (lane.running && (lane.running->key == job->key || lane.running->priority < priority)) {
      stop = lane.running->stop;
    }
    const auto place = std::ranges::find_if(
        lane.waiting, [&](const auto& other) { return other->priority < priority; });
    lane.waiting.insert(place, std::move(job));
  }
  stop.request_stop();  // outside the lock: it calls whoever waits for it
  lane.wake.notify_one();
}

void JobQueue::cancel(Lane which, const std::string& key) {
  LaneState& lane = laneOf(which);
  std::vector<std::shared_ptr<Job>> dropped;
  std::stop_source stop(std::nostopstate);
  {
    const std::lock_guard lock(lane.mutex);
    dropped = takeWaiting(lane, key);
    if (lane.running && lane.running->key == key) stop = lane.running->stop;
  }
  stop.request_stop();
}

void JobQueue::stopAll(Lane which) {
  LaneState& lane = laneOf(which);
  std::vector<std::shared_ptr<Job>> jobs;
  {
    const std::lock_guard lock(lane.mutex);
    jobs = lane.waiting;
    if (lane.running) jobs.push_back(lane.running);
  }
  for (const auto& job : jobs)
    job->stop.request_stop();
}

std::vector<std::shared_ptr<JobQueue::Job>> JobQueue::takeWaiting(LaneState& lane,
                                                                  const std::string& key) {
  std::vector<std::shared_ptr<Job>> taken;
  std::erase_if(lane.waiting, [&](const auto& job) {
    if (job->key != key) return false;
    taken.push_back(job);
    return true;
  });
  return taken;
}

void JobQueue::runLane(LaneState& lane, const std::stop_token& stop) {
  while (true) {
    std::shared_ptr<Job> job;
    {
      std::unique_lock lock(lane.mutex);
      if (!lane.wake.wait(lock, stop, [&] { return !lane.waiting.empty(); })) return;
      if (stop.stop_requested()) return;
      job = lane.waiting.front();
      lane.waiting.erase(lane.waiting.begin());
      lane.running = job;
    }
    runJob(*job);
    const std::lock_guard lock(lane.mutex);
    lane.running = nullptr;
  }
}

void JobQueue::runJob(Job& job) {
  const trace::Span span(job.key);
  try {
    if (Completion home = job.work(JobContext{job.stop.get_token(), {}})) {
      dispatcher_(std::move(home));
    }
  } catch (const std::exception& error) {  // a bug: work reports what can go wrong as values
    log::error("job '{}' ended by an exception: {}", job.key, error.what());
  }
}

}  // namespace limn::core
