// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"
#include "limn/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace limn::store {

/// The suffix of case files.
inline constexpr const char* kCaseSuffix = ".limn";
/// The version of the tables that this program writes; docs/case-file.md describes it.
inline constexpr int kSchemaVersion = 1;

/// What a case file says without its history.
struct CaseSummary {
  CaseSource source;
  std::vector<LabelInfo> labels;  // as they are now
  std::int64_t actions = 0, objects = 0, bookmarks = 0;
  std::string lastReader, lastUtc;  // of the last action; empty when there is none
};

/// One open case file. Two connections of one process to the same file, one of them writing, are
/// kept apart by CaseLock, as two programs are. Not for two threads at a time.
///
/// Errors of opening: NotFound, Unreadable (no permission, a folder, damaged, cut short), Mismatch
/// (another program's file, or a newer version). What is refused is not changed.
class CaseFile {
 public:
  enum class Access { ReadOnly, ReadWrite };

  /// A new file, which appears whole or not at all. WriteFailed, also when `file` exists.
  [[nodiscard]] static Result<CaseFile> create(const std::filesystem::path& file,
                                               const CaseSource& source,
                                               const std::vector<LabelInfo>& firstLabels);
  /// ReadWrite brings the tables of an older version up to date; the caller holds the CaseLock.
  [[nodiscard]] static Result<CaseFile> open(const std::filesystem::path& file, Access access);
  CaseFile(CaseFile&& other) noexcept;
  CaseFile& operator=(CaseFile&& other) noexcept;
  ~CaseFile();

  [[nodiscard]] const std::filesystem::path& path() const;
  [[nodiscard]] Result<CaseSummary> summary() const;
  [[nodiscard]] Result<CaseData> load() const;

  /// Writes the actions and what they change, all or none; synced to the disk when it returns.
  /// Their numbers go on from the last one. WriteFailed (disk full, ...), Mismatch when an action
  /// does not fit the masks.
  [[nodiscard]] Result<void> append(std::span<const CaseAction> actions);
  [[nodiscard]] Result<void> addBookmarks(std::span<const CaseBookmark> bookmarks);

  /// The same case in another file, which appears whole or not at all; replaces one that is there.
  [[nodiscard]] Result<void> copyTo(const std::filesystem::path& file) const;
  /// Everything that must hold: the database is sound, numbers are without gap, masks and labels
  /// are what the journal makes them. Unreadable says what does not hold.
  [[nodiscard]] Result<void> check() const;

 private:
  struct Impl;
  explicit CaseFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Writes a whole case at once, atomically; replaces a case that is there unless somebody has it
/// open (Locked). Numbers of the actions are given anew, from 1. For programs that make cases, as
/// `limn refine` does; core::draftCase() makes the data from masks, prompts and bookmarks.
[[nodiscard]] Result<void> writeCase(const std::filesystem::path& file, const CaseData& data);

/// CaseFile::open(ReadOnly) and load().
[[nodiscard]] Result<CaseData> readCase(const std::filesystem::path& file);

}  // namespace limn::store
