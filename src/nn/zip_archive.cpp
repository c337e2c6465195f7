// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "zip_archive.h"

#include <c10/util/StringUtil.h>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace limn::nn {
namespace {

constexpr std::uint64_t kEndSize = 22, kLongestComment = 0xFFFF, kLocatorSize = 20;
constexpr std::uint64_t kEnd64Size = 56, kLocalSize = 30;
constexpr std::size_t kCentralSize = 46;
constexpr std::uint64_t kLargestDirectory = 64 << 20;
constexpr std::uint16_t kZip64Extra = 1, kEncrypted = 1;
constexpr std::uint32_t kIn64 = 0xFFFFFFFF;

/// A little-endian number of a record whose size has been checked.
template <typename T>
T numberAt(std::string_view record, std::size_t at) {
  T value;
  std::memcpy(&value, record.data() + at, sizeof value);
  return value;
}

/// Replaces the sizes and the offset that did not fit 32 bits. False when one is missing.
bool applyZip64(std::string_view extra, ZipArchive::Entry& entry) {
  while (extra.size() >= 4) {
    const auto id = numberAt<std::uint16_t>(extra, 0);
    const std::size_t size = numberAt<std::uint16_t>(extra, 2);
    extra.remove_prefix(4);
    if (size > extra.size()) return false;
    if (id == kZip64Extra) {
      std::string_view values = extra.substr(0, size);
      for (std::uint64_t* field : {&entry.size, &entry.storedSize, &entry.headerOffset}) {
        if (*field != kIn64) continue;
        if (values.size() < 8) return false;
        *field = numberAt<std::uint64_t>(values, 0);
        values.remove_prefix(8);
      }
      return true;
    }
    extra.remove_prefix(size);
  }
  return entry.size != kIn64 && entry.storedSize != kIn64 && entry.headerOffset != kIn64;
}

}  // namespace

ZipArchive::ZipArchive(const ByteSource& source) : source_(source) {
  readDirectory(findDirectory());
}

ZipArchive::Directory ZipArchive::findDirectory() const {
  const std::uint64_t tailSize = std::min(source_.size(), kEndSize + kLongestComment);
  const std::uint64_t tailOffset = source_.size() - tailSize;
  const std::string tail = source_.text(tailOffset, tailSize);
  std::size_t at = tail.rfind("PK\5\6");
  while (at != std::string::npos) {
    if (at + kEndSize <= tail.size() &&
        at + kEndSize + numberAt<std::uint16_t>(tail, at + 20) == tail.size()) {
      break;
    }
    at = at == 0 ? std::string::npos : tail.rfind("PK\5\6", at - 1);
  }
  if (at == std::string::npos) {
    source_.fail("the zip file has no end record; it is cut, for example an unfinished download");
  }
  const Directory directory{.offset = numberAt<std::uint32_t>(tail, at + 16),
                            .size = numberAt<std::uint32_t>(tail, at + 12),
                            .count = numberAt<std::uint16_t>(tail, at + 10)};
  const bool isIn64 =
      directory.offset == kIn64 || directory.size == kIn64 || directory.count == 0xFFFF;
  return isIn64 ? readZip64(tailOffset + at) : directory;
}

ZipArchive::Directory ZipArchive::readZip64(std::uint64_t endOffset) const {
  if (endOffset < kLocatorSize) source_.fail("the zip64 locator is missing");
  const std::string locator = source_.text(endOffset - kLocatorSize, kLocatorSize);
  if (!locator.starts_with("PK\6\7")) source_.fail("the zip64 locator is missing");
  const std::string end = source_.text(numberAt<std::uint64_t>(locator, 8), kEnd64Size);
  if (!end.starts_with("PK\6\6")) source_.fail("the zip64 end record is missing");
  return {.offset = numberAt<std::uint64_t>(end, 48),
          .size = numberAt<std::uint64_t>(end, 40),
          .count = numberAt<std::uint64_t>(end, 32)};
}

void ZipArchive::readDirectory(const Directory& directory) {
  if (directory.size > kLargestDirectory) source_.fail("the zip directory is too large");
  const std::string bytes = source_.text(directory.offset, directory.size);
  std::string_view rest = bytes;
  for (std::uint64_t i = 0; i < directory.count; ++i) {
    if (rest.size() < kCentralSize || !rest.starts_with("PK\1\2")) {
      source_.fail(c10::str("the zip directory is damaged at entry ", i, " of ", directory.count));
    }
    const std::size_t nameSize = numberAt<std::uint16_t>(rest, 28);
    const std::size_t extraSize = numberAt<std::uint16_t>(rest, 30);
    const std::size_t commentSize = numberAt<std::uint16_t>(rest, 32);
    Entry entry{.headerOffset = numberAt<std::uint32_t>(rest, 42),
                .size = numberAt<std::uint32_t>(rest, 24),
                .storedSize = numberAt<std::uint32_t>(rest, 20),
                .method = numberAt<std::uint16_t>(rest, 10),
                .flags = numberAt<std::uint16_t>(rest, 8)};
    rest.remove_prefix(kCentralSize);
    if (rest.size() < nameSize + extraSize + commentSize) {
      source_.fail(c10::str("the zip directory is cut at entry ", i));
    }
    const std::string_view name = rest.substr(0, nameSize);
    if (!applyZip64(rest.substr(nameSize, extraSize), entry)) {
      source_.fail(c10::str("the zip entry ", inQuotes(name), " has damaged zip64 sizes"));
    }
    if (!entries_.emplace(name, entry).second) {
      source_.fail(c10::str("the zip entry ", inQuotes(name), " comes twice"));
    }
    rest.remove_prefix(nameSize + extraSize + commentSize);
  }
}

std::uint64_t ZipArchive::dataOffset(const std::string& name, const Entry& entry) const {
  if (entry.method != 0 || (entry.flags & kEncrypted) != 0 || entry.size != entry.storedSize) {
    source_.fail(c10::str("the zip entry ", inQuotes(name),
                          " is compressed or encrypted; torch.save stores entries as they are. "
                          "Unpack the file and zip it again without compression (zip -0)"));
  }
  const std::string local = source_.text(entry.headerOffset, kLocalSize);
  if (!local.starts_with("PK\3\4")) {
    source_.fail(
        c10::str("the zip entry ", inQuotes(name), " has no header at ", entry.headerOffset));
  }
  const std::uint64_t offset = entry.headerOffset + kLocalSize +
                               numberAt<std::uint16_t>(local, 26) +
                               numberAt<std::uint16_t>(local, 28);
  if (offset > source_.size() || entry.size > source_.size() - offset) {
    source_.fail(c10::str("the zip entry ", inQuotes(name), " reaches past the end of the file"));
  }
  return offset;
}

}  // namespace limn::nn
