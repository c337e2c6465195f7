// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/atomic_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

namespace limn {
namespace fs = std::filesystem;
namespace {

tl::unexpected<Error> writeError(const fs::path& target, int code) {
  const char* advice = code == ENOSPC || code == EDQUOT ? "free some space and try again"
                                                        : "choose a folder you may write to";
  return fail(ErrorCode::WriteFailed,
              fmt::format("cannot write {}: {}; {}", target.string(), std::strerror(code), advice));
}

/// The prefix comes first, so that "case.nii.gz" becomes ".limn-1a2b-case.nii.gz" and keeps its
/// suffixes.
fs::path temporaryName(const fs::path& target, int attempt) {
  return target.parent_path() /
         fmt::format(".limn-{}-{}-{}", getpid(), attempt, target.filename().string());
}

}  // namespace

Result<AtomicFile> AtomicFile::create(fs::path target) {
  std::error_code error;
  if (target.filename().empty() || fs::is_directory(target, error)) {
    return fail(ErrorCode::WriteFailed,
                fmt::format("cannot write {}: it is a folder; give a file name", target.string()));
  }
  if (target.has_parent_path() && !fs::is_directory(target.parent_path(), error)) {
    return fail(ErrorCode::WriteFailed,
                fmt::format("cannot write {}: the folder {} does not exist; create it first",
                            target.string(), target.parent_path().string()));
  }
  for (int attempt = 0; attempt < 100; ++attempt) {
    fs::path temporary = temporaryName(target, attempt);
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0) return AtomicFile(std::move(target), std::move(temporary), descriptor);
    if (errno != EEXIST) return writeError(target, errno);
  }
  return fail(ErrorCode::WriteFailed,
              fmt::format("cannot write {}: its folder is full of temporary files named .limn-*; "
                          "delete them",
                          target.string()));
}

AtomicFile::AtomicFile(fs::path target, fs::path temporary, int descriptor)
    : target_(std::move(target)), temporary_(std::move(temporary)), descriptor_(descriptor) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : target_(std::move(other.target_)),
      temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
  if (this != &other) {
    discard();
    target_ = std::move(other.target_);
    temporary_ = std::move(other.temporary_);
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

AtomicFile::~AtomicFile() {
  discard();
}

void AtomicFile::discard() noexcept {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
  descriptor_ = -1;
}

Result<void> AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return writeError(target_, errno);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> AtomicFile::commit() {
  // A library may have replaced the temporary file: open it by its name before the sync.
  const int byName = ::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC);
  if (byName < 0) return writeError(target_, errno);
  const bool synced = ::fsync(byName) == 0;
  const int syncError = errno;
  ::close(byName);
  if (!synced) return writeError(target_, syncError);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) return writeError(target_, errno);
  ::close(std::exchange(descriptor_, -1));

  const fs::path folder = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
  const int folderDescriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folderDescriptor >= 0) {  // makes the rename survive a power failure
    ::fsync(folderDescriptor);
    ::close(folderDescriptor);
  }
  return {};
}

Result<void> writeFileAtomically(const fs::path& target, std::span<const std::byte> bytes) {
  auto file = AtomicFile::create(target);
  if (!file) return passOn(file);
  if (auto written = file->write(bytes); !written) return written;
  return file->commit();
}

}  // namespace limn
