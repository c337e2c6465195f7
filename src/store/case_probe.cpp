// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "case_probe.h"

#include "limn/store/case_file.h"

#include <fmt/core.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>
#include <system_error>

namespace limn::store {
namespace fs = std::filesystem;
namespace {

// https://www.sqlite.org/fileformat.html, section 1.3: big-endian numbers in a header of 100 bytes.
constexpr std::size_t kHeader = 100;
constexpr std::string_view kMagic{"SQLite format 3\0", 16};

std::uint32_t bigEndian(const std::array<unsigned char, kHeader>& header, std::size_t at,
                        std::size_t bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    value = value << 8U | header[at + i];
  return value;
}

Result<void> checkLength(const fs::path& file, const std::array<unsigned char, kHeader>& header) {
  std::error_code error;
  // With a log beside it the file may be shorter than its header states; that is no damage.
  if (fs::exists(walOf(file), error)) return {};
  const std::uint32_t page = bigEndian(header, 16, 2);
  const std::uint64_t pageBytes = page == 1 ? 65536 : page;
  const std::uint64_t expected = pageBytes * bigEndian(header, 28, 4);
  const std::uint64_t found = fs::file_size(file, error);
  if (error || found >= expected) return {};
  return fail(ErrorCode::Unreadable,
              fmt::format("{} is cut short: expected {} bytes, found {}; copy it again from where "
                          "it came from",
                          file.string(), expected, found));
}

}  // namespace

fs::path walOf(const fs::path& file) {
  return file.string() + "-wal";
}

void removeCompanions(const fs::path& file) {
  std::error_code ignored;
  fs::remove(walOf(file), ignored);
  fs::remove(file.string() + "-shm", ignored);
}

Result<void> probeCase(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) {
    return fail(ErrorCode::NotFound, fmt::format("{}: there is no such file", file.string()));
  }
  if (fs::is_directory(status)) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} is a folder; expected a case file (.limn)", file.string()));
  }
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    return fail(ErrorCode::Unreadable, fmt::format("{} cannot be read: {}", file.string(),
                                                   std::generic_category().message(errno)));
  }
  std::array<unsigned char, kHeader> header{};
  in.read(reinterpret_cast<char*>(header.data()), header.size());
  if (static_cast<std::size_t>(in.gcount()) < kHeader ||
      std::memcmp(header.data(), kMagic.data(), kMagic.size()) != 0) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} is no Limn case: expected an SQLite file, found {}", file.string(),
                            in.gcount() == 0 ? "an empty one" : "something else"));
  }
  if (bigEndian(header, 68, 4) != static_cast<std::uint32_t>(kApplicationId)) {
    return fail(
        ErrorCode::Mismatch,
        fmt::format("{} is no Limn case: it is an SQLite file of another program", file.string()));
  }
  if (const std::uint32_t version = bigEndian(header, 60, 4);
      version > static_cast<std::uint32_t>(kSchemaVersion)) {
    return fail(ErrorCode::Mismatch,
                fmt::format("{} was written by a newer Limn (version {} of the case file; this "
                            "program knows up to {}); open it with a newer Limn",
                            file.string(), version, kSchemaVersion));
  }
  return checkLength(file, header);
}

}  // namespace limn::store
