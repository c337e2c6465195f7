// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "embedding_cache.h"
#include "job_queue.h"
#include "limn/core/session.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace limn::core {

/// Keeps the network busy with the slices that matter: the one with prompts, then the visible one,
/// then its neighbours outwards, first in the direction of travel, then what the scope asks for,
/// and no more of them than the budget holds. One encode runs at a time; each that comes home leads
/// to the next. Lives on the session's thread.
class EmbeddingPrefetch {
 public:
  struct Source {
    Volume volume;  // shares its voxels
    InputMapping mapping;
    std::shared_ptr<MaskPredictor> predictor;
  };
  /// What came home for a slice: an error, or nothing when it is in the cache.
  using Done = std::function<void(SliceRef, std::optional<Error>)>;

  EmbeddingPrefetch(JobQueue& queue, const SessionOptions& options, Done done);
  ~EmbeddingPrefetch();

  /// Another volume, mapping or network. `keepOld` keeps embeddings that may be wanted again.
  void setSource(std::optional<Source> source, bool keepOld);
  void setFocus(SliceRef slice);
  /// The slice whose answer somebody waits for, if any. Tries it again if it failed before.
  void setUrgent(std::optional<SliceRef> slice);
  void setScope(EncodeScope scope);
  [[nodiscard]] EncodeScope scope() const { return scope_; }

  [[nodiscard]] EmbeddingPtr find(SliceRef slice);
  [[nodiscard]] bool contains(SliceRef slice) const;
  [[nodiscard]] CacheStatus status() const;
  [[nodiscard]] std::optional<double> lastEncodeMs() const { return lastEncodeMs_; }

 private:
  struct UnderWay {
    SliceRef slice;
    std::uint64_t ticket = 0;  // of the newest encode; older ones were told to stop
  };

  [[nodiscard]] bool isInside(SliceRef slice) const;
  [[nodiscard]] EmbeddingKey keyOf(SliceRef slice) const;
  /// What should be in the cache, most wanted first.
  [[nodiscard]] std::vector<SliceRef> wanted() const;
  /// How many slices fit where they live.
  [[nodiscard]] std::size_t room() const;
  void forgetFailure(SliceRef slice);
  /// Whether the device keeps less from now on, so that another try may find memory there.
  bool makeRoomOnDevice();
  void pump();
  void encode(SliceRef slice);
  void arrived(UnderWay job, const EmbeddingKey& key, Result<EmbeddingPtr> result, double ms);

  JobQueue& queue_;
  int radius_;
  Done done_;
  EmbeddingCache cache_;
  std::size_t embeddingBytes_ = 1;  // of one slice; it and where it lives are known after the first
  bool onDevice_ = false;
  std::optional<Source> source_;
  EmbeddingKey sourceKey_;  // of all its slices but for the slice
  EncodeScope scope_;
  std::optional<SliceRef> focus_, urgent_;
  std::array<std::optional<std::int64_t>, 3> lastSlice_;  // that had the focus, on each axis
  int travel_ = 1;  // +1 or -1: where the reader was scrolling to
  std::optional<UnderWay> underWay_;
  std::uint64_t lastTicket_ = 0;
  std::set<EmbeddingKey> failed_;  // not tried again by itself
  std::optional<double> lastEncodeMs_;
  std::uint64_t generation_ = 0;  // of the source; answers to an older one are dropped
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// The focused slice, then its neighbours outwards within `radius`, at equal distance first the one
/// in the direction of travel (+1 or -1).
[[nodiscard]] std::vector<SliceRef> slicesAround(SliceRef focus, std::int64_t slices,
                                                 std::int64_t radius, int travel);

}  // namespace limn::core
