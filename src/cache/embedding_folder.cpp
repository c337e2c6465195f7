// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/cache/embedding_folder.h"

#include "limn/base/log.h"
#include "limn/cache/folder_contents.h"
#include "mapped_file.h"
#include "record.h"
#include "record_name.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace limn::cache {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostWaitingBytes = std::size_t{64} << 20U;

/// Warns only the first time, so that a thousand slices do not write a thousand lines.
template <class... Args>
void tell(std::atomic<bool>& told, fmt::format_string<Args...> format, Args&&... args) {
  const auto level = told.exchange(true) ? log::Level::Debug : log::Level::Warning;
  if (log::isEnabled(level)) log::write(level, fmt::format(format, std::forward<Args>(args)...));
}

/// Creates the folder and its parents, accessible to the user alone. On failure errno says why.
bool makeFolder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return true;
  return errno == ENOENT && folder.has_relative_path() && makeFolder(folder.parent_path()) &&
         (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST);
}

bool writeAll(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

/// Not synced: after a power failure the checksum finds incomplete files. On failure errno says
/// why.
bool writeRecord(const fs::path& file, std::span<const std::byte> payload) {
  static std::atomic<std::uint64_t> lastNumber = 0;
  const std::string content = file.filename();
  const fs::path temporary =
      file.parent_path() / fmt::format(".{}-{}-{}", content, ::getpid(), ++lastNumber);
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return false;
  bool done = writeAll(descriptor, recordHeader(content, payload)) && writeAll(descriptor, payload);
  int problem = errno;
  if (::close(descriptor) != 0 && done) {
    done = false;
    problem = errno;
  }
  if (done && ::rename(temporary.c_str(), file.c_str()) == 0) return true;
  if (done) problem = errno;
  ::unlink(temporary.c_str());
  errno = problem;
  return false;
}

}  // namespace

fs::path defaultFolder() {
  const auto absolute = [](const char* name) {
    const char* value = std::getenv(name);
    const fs::path path = value == nullptr ? "" : value;
    return path.is_absolute() ? path : fs::path();
  };
  if (const fs::path caches = absolute("XDG_CACHE_HOME"); !caches.empty()) {
    return caches / "limn" / "embeddings";
  }
  const fs::path home = absolute("HOME");
  return home.empty() ? home : home / ".cache" / "limn" / "embeddings";
}

EmbeddingFolder::EmbeddingFolder(fs::path folder, std::uint64_t limitBytes)
    : folder_(std::move(folder)),
      limitBytes_(limitBytes),
      writer_([this](const std::stop_token& stop) { runWriter(stop); }) {}

EmbeddingFolder::~EmbeddingFolder() {
  writer_.request_stop();
  writer_.join();
}

bool EmbeddingFolder::find(const core::EmbeddingName& name, const Use& use) {
  if (!enabled_) return false;
  const auto file = MappedFile::open(recordPath(folder_, name));
  if (!file) return false;
  const auto payload = recordPayload(file->bytes(), name.content);
  if (!payload) {
    tell(toldOfReading_, "a file of the cache in {} is not used, the slice is encoded again: {}",
         folder_.string(), payload.error());
    return false;
  }
  use(*payload);
  return true;
}

void EmbeddingFolder::keep(const core::EmbeddingName& name, std::vector<std::byte> bytes) {
  if (!enabled_) return;
  {
    const std::lock_guard lock(mutex_);
    if (waitingBytes_ + bytes.size() > kMostWaitingBytes)
      return;  // the disk is slower than the encoder
    waitingBytes_ += bytes.size();
    waiting_.emplace_back(name, std::move(bytes));
  }
  wake_.notify_one();
}

void EmbeddingFolder::flush() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return waiting_.empty() && !isWriting_; });
}

void EmbeddingFolder::runWriter(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (wake_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
    const Waiting record = std::move(waiting_.front());
    waiting_.pop_front();
    isWriting_ = true;
    lock.unlock();
    if (enabled_) write(record);
    lock.lock();
    waitingBytes_ -= record.second.size();
    isWriting_ = false;
    idle_.notify_all();
  }
}

void EmbeddingFolder::write(const Waiting& record) {
  const auto& [name, bytes] = record;
  const fs::path file = recordPath(folder_, name);
  bool done = makeFolder(file.parent_path()) && writeRecord(file, bytes);
  // Another process may have removed the folder in between, when it was empty.
  if (!done && errno == ENOENT) done = makeFolder(file.parent_path()) && writeRecord(file, bytes);
  if (!done) {
    const int problem = errno;
    ++failedWrites_;
    tell(toldOfWriting_,
         "encoded slices are not kept: cannot write to the cache {}: {}; free space there, or "
         "switch "
         "the cache off with --no-disk-cache",
         folder_.string(), std::strerror(problem));
    return;
  }
  // Not at every file. Every 256th name: for many processes that write only a few slices each.
  untrimmedBytes_ += kHeaderBytes + bytes.size();
  if (untrimmedBytes_ > limitBytes_ / 16 || name.content.ends_with("00")) {
    trimFolder(folder_, limitBytes_);
    untrimmedBytes_ = 0;
  }
}

}  // namespace limn::cache
