// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "packed_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kChunk = std::size_t{4} << 20;
constexpr std::uint64_t kLargestDeflateRatio = 1032;  // upper limit of deflate

tl::unexpected<Error> damaged(const fs::path& path, gzFile_s* file) {
  int code = Z_OK;
  const char* text = gzerror(file, &code);
  if (code == Z_BUF_ERROR) {
    return fail(ErrorCode::Unreadable, fmt::format("{} is cut off inside its gzip stream; copy or "
                                                   "download it again",
                                                   path.string()));
  }
  if (code == Z_MEM_ERROR)
    return fail(ErrorCode::OutOfMemory, "not enough memory to decompress a file");
  return fail(ErrorCode::Unreadable,
              fmt::format("{} is damaged: {}; copy or download it again", path.string(),
                          code == Z_ERRNO ? std::strerror(errno) : text));
}

/// A gzip reader from `offset` on; null with errno set.
gzFile_s* openPacked(const fs::path& path, std::uint64_t offset) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return nullptr;
  gzFile_s* file = nullptr;
  if (::lseek(descriptor, static_cast<off_t>(offset), SEEK_SET) >= 0)
    file = gzdopen(descriptor, "rb");
  if (file == nullptr) ::close(descriptor);
  if (file != nullptr) gzbuffer(file, 1U << 18);
  return file;
}

}  // namespace

void PackedFile::Close::operator()(gzFile_s* file) const {
  gzclose(file);
}

Result<PackedFile> PackedFile::open(const fs::path& path, Unpack unpack, std::uint64_t offset) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return fail(ErrorCode::NotFound, fmt::format("{} does not exist", path.string()));
  }
  if (status.type() != fs::file_type::regular) {
    return fail(ErrorCode::Unreadable, fmt::format("{} is no readable file{}", path.string(),
                                                   error ? ": " + error.message() : std::string()));
  }
  PackedFile result(path);
  errno = 0;
  result.plain_.open(path, std::ios::binary);
  if (!result.plain_) {
    return fail(ErrorCode::Unreadable,
                fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
  }
  const std::uint64_t bytes = fs::file_size(path, error);
  if (bytes == 0) {
    return fail(ErrorCode::Unreadable, fmt::format("{} is empty (0 bytes)", path.string()));
  }
  result.fileBytes_ = bytes - std::min(bytes, offset);
  result.plain_.seekg(static_cast<std::streamoff>(offset));
  std::array<char, 2> magic{};
  result.plain_.read(magic.data(), magic.size());
  if (unpack == Unpack::IfGzip && result.plain_ && magic[0] == '\x1f' && magic[1] == '\x8b') {
    result.packed_.reset(openPacked(path, offset));
    if (!result.packed_) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
    }
    result.plain_.close();
  } else {
    result.plain_.clear();
    result.plain_.seekg(static_cast<std::streamoff>(offset));
  }
  return result;
}

std::uint64_t PackedFile::mostBytes() const {
  if (!packed_) return fileBytes_;
  const auto limit = std::numeric_limits<std::uint64_t>::max() / kLargestDeflateRatio;
  return std::min(fileBytes_, limit) * kLargestDeflateRatio;
}

Result<std::size_t> PackedFile::readStep(std::span<std::byte> target) {
  if (!packed_) {
    plain_.read(reinterpret_cast<char*>(target.data()),
                static_cast<std::streamsize>(target.size()));
    if (plain_.bad()) {
      return fail(ErrorCode::Unreadable, fmt::format("reading {} failed", path_.string()));
    }
    return static_cast<std::size_t>(plain_.gcount());
  }
  const int got = gzread(packed_.get(), target.data(), static_cast<unsigned>(target.size()));
  int code = Z_OK;
  gzerror(packed_.get(), &code);
  if (got < 0 || (static_cast<std::size_t>(got) < target.size() && code != Z_OK)) {
    return damaged(path_, packed_.get());
  }
  return static_cast<std::size_t>(got);
}

Result<std::size_t> PackedFile::readSome(std::span<std::byte> target, const JobContext& job) {
  std::size_t done = 0;
  while (done < target.size()) {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "reading was stopped");
    const std::size_t step = std::min(kChunk, target.size() - done);
    auto got = readStep(target.subspan(done, step));
    if (!got) return got;
    done += *got;
    position_ += *got;
    if (*got < step) break;
  }
  return done;
}

Result<std::vector<std::byte>> PackedFile::readUpTo(std::size_t wanted, const JobContext& job) {
  // Grown in steps, so that a small file with a false size does not allocate a large buffer.
  std::vector<std::byte> bytes;
  while (bytes.size() < wanted) {
    const std::size_t before = bytes.size(), step = std::min(kChunk, wanted - before);
    bytes.resize(before + step);
    auto got = readSome(std::span(bytes).subspan(before), job);
    if (!got) return passOn(got);
    bytes.resize(before + *got);
    if (*got < step) break;
  }
  return bytes;
}

Result<void> PackedFile::read(std::span<std::byte> target, const JobContext& job) {
  auto got = readSome(target, job);
  if (!got) return passOn(got);
  if (*got < target.size()) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} ends after {} bytes; {} more were announced by its header. It is "
                            "cut off; copy or download it again",
                            path_.string(), position_, target.size() - *got));
  }
  return {};
}

Result<void> PackedFile::skip(std::uint64_t bytes, const JobContext& job) {
  std::vector<std::byte> scratch(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, kChunk)));
  while (bytes > 0) {
    const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, scratch.size()));
    if (auto ok = read(std::span(scratch).first(step), job); !ok) return ok;
    bytes -= step;
  }
  return {};
}

Result<void> PackedFile::checkEnd() {
  std::array<std::byte, 1> one{};
  auto got = readSome(one, {});
  if (!got) return passOn(got);
  return {};
}

}  // namespace limn::imaging
