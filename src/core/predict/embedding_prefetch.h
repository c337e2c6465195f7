// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session_options.h"
#include "predict/embedding_cache.h"
#include "predict/encode_pace.h"
#include "predict/picture_stock.h"
#include "session/job_queue.h"

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
/// and no more of them than the budget holds. One encode runs at a time; its completion starts the
/// next. It takes several slices where the network gains from that and no answer waits for them; a
/// slice that an answer waits for is encoded alone. Lives on the session's thread.
class EmbeddingPrefetch {
 public:
  struct Source {
    Volume volume;  // shares its voxels
    InputMapping mapping;
    std::shared_ptr<MaskPredictor> predictor;
  };
  /// Called when an encode of these slices has ended: an error, or nothing when they are in the
  /// cache.
  using Done = std::function<void(const std::vector<SliceRef>&, std::optional<Error>)>;
  /// Milliseconds of a monotonic clock; called on any thread.
  using Clock = std::function<double()>;
  [[nodiscard]] static double steadyMs();

  EmbeddingPrefetch(JobQueue& queue, const SessionOptions& options, Done done,
                    Clock clock = steadyMs);
  ~EmbeddingPrefetch();

  /// Another volume, mapping or network. `keepOld` keeps embeddings that may be wanted again.
  void setSource(std::optional<Source> source, bool keepOld);
  void setFocus(SliceRef slice);
  /// The slice whose answer the reader waits for, if any. Tries it again if it failed before.
  void setUrgent(std::optional<SliceRef> slice);
  void setScope(EncodeScope scope);
  /// The reader did something and may click next.
  void readerActed() { pace_.readerActed(clock_()); }
  [[nodiscard]] EncodeScope scope() const { return scope_; }

  [[nodiscard]] EmbeddingPtr find(SliceRef slice);
  [[nodiscard]] bool contains(SliceRef slice) const;
  [[nodiscard]] CacheStatus status() const;
  [[nodiscard]] std::optional<double> lastEncodeMs() const { return lastEncodeMs_; }

 private:
  struct UnderWay {
    std::vector<SliceRef> slices;
    std::uint64_t ticket = 0;  // of the newest encode; older ones were told to stop
  };

  [[nodiscard]] bool isInside(SliceRef slice) const;
  [[nodiscard]] EmbeddingKey keyOf(SliceRef slice) const;
  /// What should be in the cache, most wanted first.
  [[nodiscard]] std::vector<SliceRef> wanted() const;
  /// The first `most` of them that are to be encoded.
  [[nodiscard]] std::vector<SliceRef> missing(std::size_t most) const;
  [[nodiscard]] bool isAwaited(SliceRef slice) const { return slice == urgent_ || slice == focus_; }
  /// How many of them one call is to take.
  [[nodiscard]] std::size_t batchOf(const std::vector<SliceRef>& missing) const;
  /// How many slices fit where they live.
  [[nodiscard]] std::size_t room() const;
  void forgetFailure(SliceRef slice);
  /// Whether the device keeps less from now on, so that another try may find memory there.
  bool makeRoomOnDevice();
  void pump();
  void encode(std::vector<SliceRef> batch, std::vector<SliceRef> next);
  void arrived(const UnderWay& job, Result<std::vector<EmbeddingPtr>> made, double ms);
  void keep(const std::vector<SliceRef>& slices, std::vector<EmbeddingPtr> made);

  JobQueue& queue_;
  int radius_;
  Done done_;
  Clock clock_;
  EmbeddingCache cache_;
  std::size_t embeddingBytes_ = 1;  // of one slice; it and where it lives are known after the first
  bool onDevice_ = false;
  std::optional<Source> source_;
  std::shared_ptr<PictureStock> pictures_;  // of the source; used only in jobs of the queue
  EncodePace pace_;
  EmbeddingKey sourceKey_;  // of all its slices but for the slice
  EncodeScope scope_;
  std::optional<SliceRef> focus_, urgent_;
  std::array<std::optional<std::int64_t>, 3> lastSlice_;  // that had the focus, on each axis
  int travel_ = 1;  // +1 or -1: where the reader was scrolling to
  std::optional<UnderWay> underWay_;
  std::uint64_t lastTicket_ = 0;
  std::set<EmbeddingKey> failed_;  // not tried again by itself
  std::set<EmbeddingKey> alone_;   // failed among others; each by itself will tell which
  std::optional<double> lastEncodeMs_;
  std::uint64_t generation_ = 0;  // of the source; answers to an older one are dropped
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// The focused slice, then its neighbours outwards within `radius`, at equal distance first the one
/// in the direction of travel (+1 or -1).
[[nodiscard]] std::vector<SliceRef> slicesAround(SliceRef focus, std::int64_t slices,
                                                 std::int64_t radius, int travel);

}  // namespace limn::core
