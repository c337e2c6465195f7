// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "byte_source.h"

#include <cstdint>
#include <map>
#include <string>

namespace limn::nn {

/// The table of contents of a zip file, zip64 included. Only stored entries can be read: that is
/// how torch.save writes, and it bounds every size by the file's. Throws CheckpointError.
class ZipArchive {
 public:
  struct Entry {
    std::uint64_t headerOffset = 0, size = 0, storedSize = 0;
    std::uint16_t method = 0, flags = 0;
  };

  /// `source` must outlive the archive.
  explicit ZipArchive(const ByteSource& source);

  [[nodiscard]] const std::map<std::string, Entry>& entries() const { return entries_; }
  /// Where the bytes of a stored entry begin; they have been checked to lie inside the file.
  [[nodiscard]] std::uint64_t dataOffset(const std::string& name, const Entry& entry) const;

 private:
  struct Directory {
    std::uint64_t offset = 0, size = 0, count = 0;
  };
  [[nodiscard]] Directory findDirectory() const;
  [[nodiscard]] Directory readZip64(std::uint64_t endOffset) const;
  void readDirectory(const Directory& directory);

  const ByteSource& source_;
  std::map<std::string, Entry> entries_;
};

}  // namespace limn::nn
