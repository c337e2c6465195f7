// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>

namespace limn::cache {

/// A regular file mapped into memory for reading. Files of the cache are replaced, never changed,
/// so the mapped bytes stay the same.
class MappedFile {
 public:
  /// Sets the time of last use to now. Empty when there is no such file or it cannot be read.
  [[nodiscard]] static std::optional<MappedFile> open(const std::filesystem::path& file);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) = delete;
  ~MappedFile();

  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::span<const std::byte> bytes_;
};

}  // namespace limn::cache
