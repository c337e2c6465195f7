// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/store/case_lock.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

namespace limn::store {
namespace fs = std::filesystem;
namespace {

std::string whoWeAre() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  const char* user = std::getenv("USER");
  return fmt::format("{} on {}, process {}\n", user != nullptr ? user : "somebody", host.data(),
                     ::getpid());
}

std::string holderIn(int descriptor) {
  std::array<char, 400> text{};
  const ssize_t read = ::pread(descriptor, text.data(), text.size(), 0);
  std::string holder(text.data(), read > 0 ? static_cast<std::size_t>(read) : 0);
  holder.resize(std::min(holder.size(), holder.find('\n')));
  return holder.empty() ? "another program" : holder;
}

/// Whether the name still belongs to the file that we have locked: its last owner may have removed
/// it after we opened it and before we locked it.
bool isStillThere(const fs::path& file, int descriptor) {
  struct stat ours {
  }, named{};
  return ::fstat(descriptor, &ours) == 0 && ::stat(file.c_str(), &named) == 0 &&
         ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
}

}  // namespace

CaseLock::CaseLock(fs::path file, int descriptor)
    : file_(std::move(file)), descriptor_(descriptor) {}
CaseLock::CaseLock(CaseLock&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
CaseLock& CaseLock::operator=(CaseLock&& other) noexcept {
  if (this != &other) {
    release();
    file_ = std::move(other.file_);
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}
CaseLock::~CaseLock() {
  release();
}

void CaseLock::release() noexcept {
  if (descriptor_ < 0) return;
  ::unlink(file_.c_str());  // before it is unlocked, so that no lock of another program is removed
  ::close(descriptor_);
  descriptor_ = -1;
}

Result<CaseLock> CaseLock::take(const fs::path& caseFile) {
  const fs::path file = caseFile.string() + ".lock";
  for (;;) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
      return fail(ErrorCode::WriteFailed,
                  fmt::format("cannot write beside {}: {}", caseFile.string(),
                              std::generic_category().message(errno)));
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const std::string holder = holderIn(descriptor);
      ::close(descriptor);
      return fail(ErrorCode::Locked,
                  fmt::format("{} is open elsewhere ({})", caseFile.string(), holder));
    }
    if (!isStillThere(file, descriptor)) {
      ::close(descriptor);
      continue;
    }
    const std::string who = whoWeAre();
    if (::ftruncate(descriptor, 0) == 0) {
      [[maybe_unused]] const ssize_t told = ::pwrite(descriptor, who.data(), who.size(), 0);
    }
    return CaseLock(file, descriptor);
  }
}

}  // namespace limn::store
