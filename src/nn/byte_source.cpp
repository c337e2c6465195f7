// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "byte_source.h"

#include "limn/nn/checkpoint.h"

#include <c10/util/StringUtil.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace limn::nn {

void ByteSource::checkRange(std::uint64_t offset, std::uint64_t count) const {
  if (offset > size_ || count > size_ - offset) {
    fail(c10::str("expected ", count, " bytes at ", offset, ", but the file ends at ", size_,
                  "; it is cut or damaged"));
  }
}

void ByteSource::read(std::uint64_t offset, std::span<std::byte> to) const {
  checkRange(offset, to.size());
  readUnchecked(offset, to);
}

std::string ByteSource::text(std::uint64_t offset, std::uint64_t count) const {
  checkRange(offset, count);
  std::string result(static_cast<std::size_t>(count), '\0');
  readUnchecked(offset, std::as_writable_bytes(std::span(result)));
  return result;
}

void ByteSource::fail(const std::string& what) const {
  throw CheckpointError(name_, what);
}

FileSource::FileSource(const std::filesystem::path& file) : ByteSource(file) {
  // Without O_NONBLOCK a named pipe would wait for a writer.
  descriptor_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) fail(c10::str("cannot be opened: ", std::strerror(errno)));
  struct stat info {};
  const bool known = ::fstat(descriptor_, &info) == 0;
  if (!known || !S_ISREG(info.st_mode)) {
    ::close(descriptor_);
    fail(known && S_ISDIR(info.st_mode) ? "is a folder; expected a checkpoint file"
                                        : "is not a regular file");
  }
  setSize(static_cast<std::uint64_t>(info.st_size));
}

FileSource::~FileSource() {
  ::close(descriptor_);
}

void FileSource::readUnchecked(std::uint64_t offset, std::span<std::byte> to) const {
  while (!to.empty()) {
    const ssize_t got = ::pread(descriptor_, to.data(), to.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(c10::str("cannot be read at ", offset, ": ", std::strerror(errno)));
    if (got == 0) fail(c10::str("ended at ", offset, " while it was read; was it replaced?"));
    offset += static_cast<std::uint64_t>(got);
    to = to.subspan(static_cast<std::size_t>(got));
  }
}

MemorySource::MemorySource(std::string_view bytes, std::filesystem::path name)
    : ByteSource(std::move(name)), bytes_(bytes) {
  setSize(bytes.size());
}

void MemorySource::readUnchecked(std::uint64_t offset, std::span<std::byte> to) const {
  if (!to.empty()) std::memcpy(to.data(), bytes_.data() + offset, to.size());
}

std::string inQuotes(std::string_view text) {
  constexpr std::size_t kLongest = 80;
  std::string result = "'";
  for (const char c : text.substr(0, kLongest))
    result += (c >= ' ' && c <= '~') ? c : '?';
  return result + (text.size() > kLongest ? "...'" : "'");
}

bool isUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    if (lead < 0x80) continue;
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC2 || lead > 0xF4 || text.size() - i < static_cast<std::size_t>(more))
      return false;
    const auto second = static_cast<unsigned char>(text[i]);
    const bool isOverlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool isOutside = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
    if (isOverlong || isOutside) return false;
    for (int k = 0; k < more; ++k) {
      if ((static_cast<unsigned char>(text[i++]) & 0xC0) != 0x80) return false;
    }
  }
  return true;
}

}  // namespace limn::nn
