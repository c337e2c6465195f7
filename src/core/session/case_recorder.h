// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/case_store.h"
#include "limn/core/dispatcher.h"
#include "limn/core/saving.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace limn::core {

/// Writes actions to a case on a thread of its own, in order. What cannot be written is kept and
/// tried again, by itself and with the next action.
class CaseRecorder {
 public:
  /// `changed` is called on the session's thread whenever state() may have changed.
  CaseRecorder(std::shared_ptr<CaseStore> store, Dispatcher dispatcher,
               std::function<void()> changed);
  CaseRecorder(const CaseRecorder&) = delete;
  CaseRecorder& operator=(const CaseRecorder&) = delete;
  ~CaseRecorder();  // writes what waits; tries once more if it could not be written

  /// Hands the action over; never waits for the disk.
  void record(CaseAction action);
  /// Waits until nothing is left to write, or it cannot be written.
  void finish();
  [[nodiscard]] Saving state() const;
  [[nodiscard]] const std::shared_ptr<CaseStore>& store() const { return store_; }

 private:
  void run(const std::stop_token& stop);
  void write(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] bool isSettled() const {
    return writing_ == 0 && (waiting_.empty() || error_.has_value());
  }
  void tellHome();

  std::shared_ptr<CaseStore> store_;
  Dispatcher dispatcher_;
  std::function<void()> changed_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);

  mutable std::mutex mutex_;
  std::condition_variable_any wake_, settled_;
  std::vector<CaseAction> waiting_;  // not handed to the store yet, or refused by it
  std::size_t writing_ = 0;          // handed to the store, which is not done with them
  bool isFresh_ = false;             // something came since the last attempt
  std::optional<Error> error_;       // of the last attempt
  std::jthread thread_;              // last: it uses all of the above
};

}  // namespace limn::core
