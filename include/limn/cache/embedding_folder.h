// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/embedding_store.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace limn::cache {

/// $XDG_CACHE_HOME/limn/embeddings, else ~/.cache/limn/embeddings; empty when neither is known.
[[nodiscard]] std::filesystem::path defaultFolder();

/// Encoded slices in a folder on disk: one file for each, in a folder for each series, accessible
/// to the user alone (0700, 0600). A file is written completely or not at all, is checked whenever
/// it is read, and is ignored, with one line in the log, when it is damaged. So processes may share
/// the folder and may be killed. A damaged or missing folder is never an error: slices are encoded
/// again.
class EmbeddingFolder final : public core::EmbeddingStore {
 public:
  static constexpr std::uint64_t kDefaultLimit = std::uint64_t{4} << 30U;

  /// The folder is created when the first slice is written. Above `limitBytes` the least recently
  /// used series are deleted.
  explicit EmbeddingFolder(std::filesystem::path folder, std::uint64_t limitBytes = kDefaultLimit);
  EmbeddingFolder(const EmbeddingFolder&) = delete;
  EmbeddingFolder& operator=(const EmbeddingFolder&) = delete;
  ~EmbeddingFolder() override;  // writes what is still queued

  bool find(const core::EmbeddingName& name, const Use& use) override;
  /// Written by a separate thread; dropped when more than 64 MiB are queued already.
  void keep(const core::EmbeddingName& name, std::vector<std::byte> bytes) override;

  /// While it is off, it neither reads nor writes. This and the next two may be called on any
  /// thread.
  void setEnabled(bool enabled) { enabled_ = enabled; }
  void setLimit(std::uint64_t limitBytes) { limitBytes_ = limitBytes; }
  /// Returns when nothing is queued for writing.
  void flush();

  /// Number of slices so far that could not be written.
  [[nodiscard]] std::uint64_t failedWrites() const { return failedWrites_; }

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  using Waiting = std::pair<core::EmbeddingName, std::vector<std::byte>>;

  void runWriter(const std::stop_token& stop);
  void write(const Waiting& record);

  std::filesystem::path folder_;
  std::atomic<std::uint64_t> limitBytes_, failedWrites_ = 0;
  std::atomic<bool> enabled_ = true, toldOfReading_ = false, toldOfWriting_ = false;

  std::mutex mutex_;
  std::condition_variable_any wake_, idle_;
  std::deque<Waiting> waiting_;
  std::size_t waitingBytes_ = 0;
  bool isWriting_ = false;
  std::uint64_t untrimmedBytes_ = 0;  // used by the writer alone
  std::jthread writer_;               // last member: it uses all of the above
};

}  // namespace limn::cache
