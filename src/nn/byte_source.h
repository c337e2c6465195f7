// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace limn::nn {

/// Random access to the bytes of a checkpoint. Bytes are copied, not mapped: a file that is cut or
/// a share that goes away while it is read is an error here, not a SIGBUS later.
/// Every failure is a CheckpointError with the file's name.
class ByteSource {
 public:
  explicit ByteSource(std::filesystem::path name) : name_(std::move(name)) {}
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  [[nodiscard]] const std::filesystem::path& name() const { return name_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Fills `to` from `offset` on. Fails when that reaches past the end.
  void read(std::uint64_t offset, std::span<std::byte> to) const;
  /// `count` bytes from `offset` on. The end is checked before memory is taken.
  [[nodiscard]] std::string text(std::uint64_t offset, std::uint64_t count) const;
  [[noreturn]] void fail(const std::string& what) const;

 protected:
  void setSize(std::uint64_t size) { size_ = size; }

 private:
  virtual void readUnchecked(std::uint64_t offset, std::span<std::byte> to) const = 0;
  void checkRange(std::uint64_t offset, std::uint64_t count) const;

  std::filesystem::path name_;
  std::uint64_t size_ = 0;
};

/// A regular file. The constructor fails for folders, pipes and what cannot be opened.
class FileSource final : public ByteSource {
 public:
  explicit FileSource(const std::filesystem::path& file);
  ~FileSource() override;

 private:
  void readUnchecked(std::uint64_t offset, std::span<std::byte> to) const override;
  int descriptor_ = -1;
};

/// Bytes in memory that outlive this object: tests and fuzzing.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes, std::filesystem::path name = "memory");

 private:
  void readUnchecked(std::uint64_t offset, std::span<std::byte> to) const override;
  std::string_view bytes_;
};

/// Text of a foreign file as it may appear in a message: in quotes, printable, at most 80 bytes.
[[nodiscard]] std::string inQuotes(std::string_view text);
[[nodiscard]] bool isUtf8(std::string_view text);

}  // namespace limn::nn
