// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "session/job_queue.h"

#include "limn/base/log.h"
#include "limn/base/trace.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace limn::core {

JobQueue::JobQueue(Dispatcher dispatcher)
    : dispatcher_(std::move(dispatcher)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

JobQueue::~JobQueue() {
  {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
    if (running_) running_->stop.request_stop();
    thread_.request_stop();
  }
  thread_.join();
}

void JobQueue::post(std::string key, Priority priority, Work work) {
  auto job = std::make_shared<Job>(Job{std::move(key), priority, std::move(work), {}});
  std::vector<std::shared_ptr<Job>> dropped;
  std::stop_source stop(std::nostopstate);
  {
    const std::lock_guard lock(mutex_);
    dropped = takeWaiting(job->key);
    if (running_ && (running_->key == job->key || running_->priority < priority)) {
      stop = running_->stop;
    }
    const auto place = std::ranges::find_if(
        waiting_, [&](const auto& other) { return other->priority < priority; });
    waiting_.insert(place, std::move(job));
  }
  stop.request_stop();  // outside the lock: it calls whoever waits for it
  wake_.notify_one();
}

void JobQueue::cancel(const std::string& key) {
  std::vector<std::shared_ptr<Job>> dropped;
  std::stop_source stop(std::nostopstate);
  {
    const std::lock_guard lock(mutex_);
    dropped = takeWaiting(key);
    if (running_ && running_->key == key) stop = running_->stop;
  }
  stop.request_stop();
}

std::vector<std::shared_ptr<JobQueue::Job>> JobQueue::takeWaiting(const std::string& key) {
  std::vector<std::shared_ptr<Job>> taken;
  std::erase_if(waiting_, [&](const auto& job) {
    if (job->key != key) return false;
    taken.push_back(job);
    return true;
  });
  return taken;
}

void JobQueue::run(const std::stop_token& stop) {
  while (true) {
    std::shared_ptr<Job> job;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [&] { return !waiting_.empty(); })) return;
      if (stop.stop_requested()) return;
      job = waiting_.front();
      waiting_.erase(waiting_.begin());
      running_ = job;
    }
    runJob(*job);
    const std::lock_guard lock(mutex_);
    running_ = nullptr;
  }
}

void JobQueue::runJob(Job& job) {
  const trace::Span span(job.key);
  try {
    if (Completion completion = job.work(JobContext{job.stop.get_token(), {}})) {
      dispatcher_(std::move(completion));
    }
  } catch (const std::exception& error) {  // a bug: work reports what can go wrong as values
    log::error("job '{}' ended by an exception: {}", job.key, error.what());
  }
}

}  // namespace limn::core
