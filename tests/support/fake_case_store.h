// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/case_store.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace limn::test {

/// A case in memory that can be paused or made to fail.
class FakeCaseStore final : public core::CaseStore {
 public:
  explicit FakeCaseStore(CaseData data) : data_(std::move(data)) {}

  [[nodiscard]] const std::filesystem::path& path() const override { return path_; }
  [[nodiscard]] std::optional<Error> readOnly() const override { return readOnlyBecause; }
  [[nodiscard]] Result<void> append(const std::vector<CaseAction>& actions) override {
    std::unique_lock lock(mutex_);
    ++attempts_;
    wake_.notify_all();
    wake_.wait(lock, [this] { return !held_; });
    if (fails_) return fail(ErrorCode::WriteFailed, "the fake disk is full");
    data_.actions.insert(data_.actions.end(), actions.begin(), actions.end());
    return {};
  }
  [[nodiscard]] Result<CaseData> load() override {
    const std::lock_guard lock(mutex_);
    ++loads_;
    return data_;
  }
  [[nodiscard]] Result<void> copyTo(const std::filesystem::path&) override { return {}; }

  void setFails(bool fails) {
    const std::lock_guard lock(mutex_);
    fails_ = fails;
  }
  void hold(bool held) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    wake_.notify_all();
  }
  void waitForAttempts(int count) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return attempts_ >= count; });
  }
  [[nodiscard]] std::size_t loads() const {
    const std::lock_guard lock(mutex_);
    return loads_;
  }
  [[nodiscard]] std::vector<CaseAction> actions() const {
    const std::lock_guard lock(mutex_);
    return data_.actions;
  }

  std::optional<Error> readOnlyBecause;

 private:
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::size_t loads_ = 0;
  CaseData data_;
  std::filesystem::path path_ = "fake.limn";
  int attempts_ = 0;
  bool fails_ = false, held_ = false;
};

}  // namespace limn::test
