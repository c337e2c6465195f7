// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/core/dispatcher.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace limn::core {

class JobQueue;

/// A thread for work on files (scan, read, write): one piece after another, in the order of run().
class FileWork {
 public:
  explicit FileWork(Dispatcher dispatcher);
  FileWork(const FileWork&) = delete;
  FileWork& operator=(const FileWork&) = delete;
  ~FileWork();  // asks running work to stop and waits for it; what waits is dropped

  /// `work` runs on the thread. `done` is called once through the dispatcher, also after work that
  /// threw, which is logged; not once this is destroyed.
  void run(std::function<void(const JobContext&)> work, std::function<void()> done);

 private:
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::uint64_t pieces_ = 0;  // so far; each has a key of its own, so none replaces another
  std::unique_ptr<JobQueue> queue_;
};

}  // namespace limn::core
