// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/batch/input_hash.h"
#include "limn/batch/refine_record.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace limn::batch {

/// The hashes of the inputs of a case, by absolute path.
using InputHashes = std::map<std::string, InputHash>;

/// The output folder of a batch: masks in `masks/`, a record of each case in `cases/`, reports at
/// its top. A case is finished when its record is there, which is written last. Several programs
/// may work in one folder on different cases.
class RefineFolder {
 public:
  /// Makes the folders. WriteFailed when it cannot be written to.
  [[nodiscard]] static Result<RefineFolder> create(const std::filesystem::path& path);
  /// One that is there already. NotFound when there are no records in it.
  [[nodiscard]] static Result<RefineFolder> open(const std::filesystem::path& path);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path recordFile(const std::string& id) const;
  /// The case file for a reader, beside the record.
  [[nodiscard]] std::filesystem::path caseFile(const std::string& id) const;
  /// The record of an earlier run, if it finished well, with the same key, and its mask is there.
  [[nodiscard]] std::optional<CaseRecord> finished(const std::string& id,
                                                   const std::string& key) const;
  [[nodiscard]] Result<void> write(const CaseRecord& record) const;
  /// The hashes of the inputs from an earlier run, which save reading the inputs again. They are
  /// stored beside the record because they depend on the machine. Empty when there are none.
  [[nodiscard]] InputHashes knownInputs(const std::string& id) const;
  void keepInputs(const std::string& id, const InputHashes& inputs) const;
  /// Files of records, in order of name.
  [[nodiscard]] Result<std::vector<std::filesystem::path>> recordFiles() const;

 private:
  [[nodiscard]] std::filesystem::path inputsFile(const std::string& id) const;
  explicit RefineFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// Unreadable when it is not a record of this version.
[[nodiscard]] Result<CaseRecord> readRecord(const std::filesystem::path& file);

}  // namespace limn::batch
