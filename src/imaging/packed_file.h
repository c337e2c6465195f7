// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <utility>
#include <vector>

struct gzFile_s;

namespace limn::imaging {

/// Whether bytes that begin like gzip are unpacked.
enum class Unpack { IfGzip, Never };

/// Reads a file from front to back; its content, not its suffix, decides whether it is compressed.
/// Damaged and truncated streams are errors.
class PackedFile {
 public:
  /// Begins `offset` bytes into the file. Unexpected: NotFound, or Unreadable (permissions, a
  /// folder, empty).
  [[nodiscard]] static Result<PackedFile> open(const std::filesystem::path& path,
                                               Unpack unpack = Unpack::IfGzip,
                                               std::uint64_t offset = 0);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Upper limit for the number of bytes in the file, known before anything is decompressed.
  [[nodiscard]] std::uint64_t mostBytes() const;

  /// Up to `wanted` bytes; fewer only at the end of the file.
  [[nodiscard]] Result<std::vector<std::byte>> readUpTo(std::size_t wanted,
                                                        const JobContext& job = {});
  /// Exactly the span, else Unreadable ("ends after ...").
  [[nodiscard]] Result<void> read(std::span<std::byte> target, const JobContext& job);
  /// Skips bytes; Unreadable when the file ends before.
  [[nodiscard]] Result<void> skip(std::uint64_t bytes, const JobContext& job);
  /// Call it after the last byte was read: verifies the checksum if the stream ends here.
  [[nodiscard]] Result<void> checkEnd();

 private:
  struct Close {
    void operator()(gzFile_s* file) const;
  };
  explicit PackedFile(std::filesystem::path path) : path_(std::move(path)) {}
  [[nodiscard]] Result<std::size_t> readStep(std::span<std::byte> target);
  [[nodiscard]] Result<std::size_t> readSome(std::span<std::byte> target, const JobContext& job);

  std::filesystem::path path_;
  std::ifstream plain_;
  std::unique_ptr<gzFile_s, Close> packed_;  // null when the file is not packed
  std::uint64_t fileBytes_ = 0, position_ = 0;
};

}  // namespace limn::imaging
