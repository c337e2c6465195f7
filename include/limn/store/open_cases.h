// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/case_store.h"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace limn::store {

/// The case files that are open in this program, each behind core's port. Safe to use from several
/// threads.
class OpenCases {
 public:
  /// Every action that is written is signed with the name of the reader.
  explicit OpenCases(std::string reader) : reader_(std::move(reader)) {}

  /// Opens a case and replays it. A file that does not exist is made with the first action. A case
  /// that is open already is shared. A case that another program has open, or that may only be
  /// read, opens with CaseStore::readOnly() set. Errors are those of CaseFile and core::replay().
  [[nodiscard]] Result<core::OpenedCase> open(const std::filesystem::path& file, CaseSource source);

 private:
  std::string reader_;
  std::mutex mutex_;
  std::map<std::filesystem::path, std::weak_ptr<core::CaseStore>> open_;
};

}  // namespace limn::store
