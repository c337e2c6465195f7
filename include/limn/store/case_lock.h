// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <filesystem>

namespace limn::store {

/// The right to write one case file, which one program has at a time: a locked file beside the case
/// (`CASE.lock`) that names the program. The system releases the lock when the program ends or
/// crashes.
class CaseLock {
 public:
  /// Locked, naming who has it; WriteFailed when the folder cannot be written.
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
