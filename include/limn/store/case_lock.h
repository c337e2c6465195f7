// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <filesystem>

namespace limn::store {

/// The right to write one case file, held by one program at a time: a locked file beside the case
/// (`CASE.lock`) that says who. The system drops the lock when its holder dies, however it dies.
class CaseLock {
 public:
  /// Locked, with a sentence that says who has it; WriteFailed when the folder cannot be written.
  [[nodiscard]] static Result<CaseLock> take(const std::filesystem::path& caseFile);
  CaseLock(CaseLock&& other) noexcept;
  CaseLock& operator=(CaseLock&& other) noexcept;
  ~CaseLock();

 private:
  CaseLock(std::filesystem::path file, int descriptor);
  void release() noexcept;
  std::filesystem::path file_;
  int descriptor_ = -1;
};

}  // namespace limn::store
