// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_structure.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <utility>

namespace limn::imaging {

namespace {

constexpr std::size_t kWindow = 64 * 1024;
constexpr std::size_t kMostInflated = std::size_t{256} << 20;

std::int64_t readAt(int fd, std::uint64_t offset, std::byte* to, std::size_t count) {
  std::size_t done = 0;
  while (done < count) {
    const ssize_t n = ::pread(fd, to + done, count - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -1;
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return static_cast<std::int64_t>(done);
}

}  // namespace

Result<ByteSource> ByteSource::open(const std::filesystem::path& file) {
  ByteSource source;
  source.fd_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (source.fd_ < 0) {
    const int why = errno;
    return fail(why == ENOENT ? ErrorCode::NotFound : ErrorCode::Unreadable,
                fmt::format("cannot be opened: {}", std::strerror(why)));
  }
  struct stat info {};
  if (::fstat(source.fd_, &info) != 0 || !S_ISREG(info.st_mode)) {
    return fail(ErrorCode::Unreadable, "is not a regular file");
  }
  source.size_ = static_cast<std::uint64_t>(info.st_size);
  source.modified_ = std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
  return source;
}

ByteSource::ByteSource(ByteSource&& other) noexcept {
  *this = std::move(other);
}

ByteSource& ByteSource::operator=(ByteSource&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(size_, other.size_);
  std::swap(modified_, other.modified_);
  std::swap(bufferStart_, other.bufferStart_);
  std::swap(buffer_, other.buffer_);
  std::swap(inMemory_, other.inMemory_);
  return *this;
}

ByteSource::~ByteSource() {
  if (fd_ >= 0) ::close(fd_);
}

bool ByteSource::read(std::uint64_t offset, std::byte* to, std::size_t count) {
  if (offset > size_ || count > size_ - offset) return false;
  if (count == 0) return true;
  if (!inMemory_) {
    if (count >= kWindow) return readAt(fd_, offset, to, count) == static_cast<std::int64_t>(count);
    if (offset < bufferStart_ || offset + count > bufferStart_ + buffer_.size()) {
      buffer_.resize(kWindow);
      const std::int64_t got = readAt(fd_, offset, buffer_.data(), kWindow);
      buffer_.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
      bufferStart_ = offset;
      if (buffer_.size() < count) return false;
    }
  }
  std::memcpy(to, buffer_.data() + (offset - bufferStart_), count);
  return true;
}

Result<void> ByteSource::inflateFrom(std::uint64_t offset) {
  auto packed = readRange(*this, {offset, size_ - offset});
  if (!packed) return passOn(packed);
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
    return fail(ErrorCode::OutOfMemory, "zlib gives no memory");
  stream.next_in = reinterpret_cast<Bytef*>(packed->data());
  stream.avail_in = static_cast<uInt>(packed->size());
  std::vector<std::byte> plain;
  int state = Z_OK;
  while (state == Z_OK && plain.size() < kMostInflated) {
    const std::size_t have = plain.size();
    plain.resize(std::min(kMostInflated, std::max<std::size_t>(1 << 16, have * 2)));
    stream.next_out = reinterpret_cast<Bytef*>(plain.data() + have);
    stream.avail_out = static_cast<uInt>(plain.size() - have);
    state = inflate(&stream, Z_NO_FLUSH);
    plain.resize(plain.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (state == Z_OK) {
    return fail(ErrorCode::Unreadable,
                "the deflated data set grows beyond 256 MiB; it is not opened");
  }
  if (state != Z_STREAM_END) {
    return fail(
        ErrorCode::Unreadable,
        fmt::format("the deflated data set is cut off or damaged after {} bytes", plain.size()));
  }
  buffer_ = std::move(plain);
  bufferStart_ = 0;
  size_ = buffer_.size();
  inMemory_ = true;
  return {};
}

bool startsLikeDicom(const std::filesystem::path& file) {
  auto source = ByteSource::open(file);
  if (!source) return false;
  std::array<std::byte, 132> head{};
  if (source->read(0, head.data(), head.size()) && std::memcmp(head.data() + 128, "DICM", 4) == 0) {
    return true;
  }
  std::array<std::byte, 8> b{};
  if (!source->read(0, b.data(), b.size())) return false;
  const auto at = [&](std::size_t i) { return std::to_integer<unsigned>(b[i]); };
  const bool known = (at(0) == 2 || at(0) == 8) && at(1) == 0 && at(3) == 0;
  const bool vr = std::isupper(static_cast<int>(at(4))) && std::isupper(static_cast<int>(at(5)));
  const bool smallImplicit = at(0) == 8 && at(5) == 0 && at(6) == 0 && at(7) == 0 && at(4) % 2 == 0;
  return known && (vr || smallImplicit);
}

}  // namespace limn::imaging
