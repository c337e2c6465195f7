// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace limn {

/// Writes a file completely or not at all. Bytes go to a temporary file in the same folder;
/// commit() syncs it and renames it to the target. The destructor removes what was not committed.
class AtomicFile {
 public:
  /// Unexpected (WriteFailed) when the folder is missing or not writable, or `target` is a folder.
  [[nodiscard]] static Result<AtomicFile> create(std::filesystem::path target);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&& other) noexcept;
  ~AtomicFile();

  [[nodiscard]] Result<void> write(std::span<const std::byte> bytes);
  [[nodiscard]] Result<void> commit();
  /// The temporary name, for libraries that write by path; it keeps the target's suffixes.
  [[nodiscard]] const std::filesystem::path& temporaryPath() const { return temporary_; }
  [[nodiscard]] const std::filesystem::path& target() const { return target_; }

 private:
  AtomicFile(std::filesystem::path target, std::filesystem::path temporary, int descriptor);
  void discard() noexcept;
  std::filesystem::path target_, temporary_;
  int descriptor_ = -1;
};

/// Writes all bytes of a file, or nothing.
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path& target,
                                               std::span<const std::byte> bytes);

}  // namespace limn
