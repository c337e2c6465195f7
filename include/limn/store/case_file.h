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
inline constexpr int kSchemaVersion = 3;

/// A summary of a case file, without its history.
struct CaseSummary {
  CaseSource source;
  std::vector<LabelInfo> labels;  // the current list
  std::int64_t actions = 0, objects = 0, bookmarks = 0;
  std::string lastReader, lastUtc;  // of the last action; empty when there is none
};

/// One open case file. Two connections of one process to the same file, one of them writing, are
/// kept apart by CaseLock, as two programs are. Not for two threads at a time.
///
/// Errors of opening: NotFound, Unreadable (no permission, a folder, damaged, cut short), Mismatch
/// (another program's file, or a newer version). A file that is refused is not changed.
class CaseFile {
 public:
  enum class Access { ReadOnly, ReadWrite };

  /// A new file, which appears complete or not at all. WriteFailed, also when `file` exists.
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
  /// Their numbers continue from the last one. WriteFailed (disk full, ...), Mismatch when an
  /// action does not fit the masks.
  [[nodiscard]] Result<void> append(std::span<const CaseAction> actions);
  [[nodiscard]] Result<void> addBookmarks(std::span<const CaseBookmark> bookmarks);

  /// Copies the case to another file, which appears complete or not at all; replaces an old one.
  [[nodiscard]] Result<void> copyTo(const std::filesystem::path& file) const;
  /// Verifies the case: the database is not damaged, numbers have no gaps, masks and labels are
  /// those that the journal gives. Unreadable names the check that failed.
  [[nodiscard]] Result<void> check() const;

 private:
  struct Impl;
  explicit CaseFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Writes a whole case at once, atomically; replaces an old file unless another program has it open
/// (Locked). The actions are numbered again, from 1. For programs that make cases, as
/// `limn refine` does; core::draftCase() makes the data from masks, prompts and bookmarks.
[[nodiscard]] Result<void> writeCase(const std::filesystem::path& file, const CaseData& data);

/// CaseFile::open(ReadOnly) and load().
[[nodiscard]] Result<CaseData> readCase(const std::filesystem::path& file);

}  // namespace limn::store
