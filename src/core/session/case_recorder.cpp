// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "session/case_recorder.h"

#include "session/guarded.h"

#include <chrono>
#include <iterator>
#include <utility>

namespace limn::core {
namespace {

constexpr std::chrono::seconds kRetry{2};

}  // namespace

CaseRecorder::CaseRecorder(std::shared_ptr<CaseStore> store, Dispatcher dispatcher,
                           std::function<void()> changed)
    : store_(std::move(store)),
      dispatcher_(std::move(dispatcher)),
      changed_(std::move(changed)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

CaseRecorder::~CaseRecorder() {
  thread_.request_stop();
  thread_.join();
}

void CaseRecorder::record(CaseAction action) {
  if (store_->readOnly()) return;
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(action));
  isFresh_ = true;
  wake_.notify_one();
}

void CaseRecorder::finish() {
  std::unique_lock lock(mutex_);
  settled_.wait(lock, [this] { return writing_ == 0; });
  if (!waiting_.empty()) {
    isFresh_ = true;
    error_.reset();
    wake_.notify_one();
  }
  settled_.wait(lock, [this] { return isSettled(); });
}

Saving CaseRecorder::state() const {
  if (auto reason = store_->readOnly()) return {Saving::State::ReadOnly, 0, std::move(reason)};
  const std::lock_guard lock(mutex_);
  const std::size_t count = waiting_.size() + writing_;
  if (error_) return {Saving::State::Failed, count, error_};
  return {count == 0 ? Saving::State::Saved : Saving::State::Writing, count, {}};
}

void CaseRecorder::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (waiting_.empty()) {
      isFresh_ = false;  // finish() may have asked for what was being written
      wake_.wait(lock, stop, [this] { return isFresh_; });
    } else {
      wake_.wait_for(lock, stop, kRetry, [this] { return isFresh_; });
    }
    if (!waiting_.empty()) write(lock);  // also when told to stop before it began
    if (stop.stop_requested() && isSettled()) return;
  }
}

/// Writes all that waits, as one transaction. The lock is open meanwhile: record() may add more.
void CaseRecorder::write(std::unique_lock<std::mutex>& lock) {
  std::vector<CaseAction> batch = std::exchange(waiting_, {});
  writing_ = batch.size();
  isFresh_ = false;
  lock.unlock();
  auto written = guarded([&] { return store_->append(batch); });
  lock.lock();
  writing_ = 0;
  error_.reset();
  if (!written) {
    waiting_.insert(waiting_.begin(), std::make_move_iterator(batch.begin()),
                    std::make_move_iterator(batch.end()));
    error_ = std::move(written.error());
  }
  settled_.notify_all();
  tellHome();
}

void CaseRecorder::tellHome() {
  dispatcher_([alive = std::weak_ptr(alive_), changed = changed_] {
    if (!alive.expired()) changed();
  });
}

}  // namespace limn::core
