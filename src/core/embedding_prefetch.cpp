// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "embedding_prefetch.h"

#include "guarded.h"
#include "limn/base/log.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace limn::core {
namespace {

constexpr const char* kEncodeKey = "encode";

}  // namespace

std::vector<SliceRef> slicesAround(SliceRef focus, std::int64_t slices, std::int64_t radius,
                                   int travel) {
  std::vector<SliceRef> around{focus};
  for (std::int64_t distance = 1; distance <= radius; ++distance) {
    for (const int direction : {travel, -travel}) {
      const std::int64_t slice = focus.slice + direction * distance;
      if (slice >= 0 && slice < slices) around.push_back({focus.axis, slice});
    }
  }
  return around;
}

EmbeddingPrefetch::EmbeddingPrefetch(JobQueue& queue, const SessionOptions& options, Done done)
    : queue_(queue),
      radius_(options.prefetchRadius),
      done_(std::move(done)),
      cache_({options.hostBudgetBytes, options.deviceBudgetBytes}),
      scope_(options.scope) {
  cache_.setPins([this] {
    std::vector<EmbeddingKey> keys;
    for (const SliceRef slice : wanted())
      keys.push_back(keyOf(slice));
    return keys;
  });
}

EmbeddingPrefetch::~EmbeddingPrefetch() {
  queue_.cancel(Lane::Inference, kEncodeKey);
}

bool EmbeddingPrefetch::isInside(SliceRef slice) const {
  return slice.slice >= 0 && slice.slice < source_->volume.grid.size[static_cast<int>(slice.axis)];
}

EmbeddingKey EmbeddingPrefetch::keyOf(SliceRef slice) const {
  EmbeddingKey key = sourceKey_;
  key.slice = slice;
  return key;
}

std::vector<SliceRef> EmbeddingPrefetch::wanted() const {
  std::vector<SliceRef> slices;
  if (!source_) return slices;
  if (urgent_ && isInside(*urgent_)) slices.push_back(*urgent_);
  if (focus_ && isInside(*focus_)) {
    const Size3& size = source_->volume.grid.size;
    const auto addPlane = [&](SliceRef middle, std::int64_t from, std::int64_t to, int travel) {
      for (const SliceRef slice :
           slicesAround(middle, size[static_cast<int>(middle.axis)], to, travel)) {
        const bool isFurther = std::abs(slice.slice - middle.slice) >= from;
        if (isFurther && slice != urgent_) slices.push_back(slice);
      }
    };
    const auto addPlanes = [&](std::int64_t from, std::int64_t to) {
      addPlane(*focus_, from, to, travel_);
      for (const Axis axis : {Axis::X, Axis::Y, Axis::Z}) {
        if (!scope_.allPlanes || axis == focus_->axis) continue;
        const auto index = static_cast<std::size_t>(axis);
        addPlane({axis, lastSlice_[index].value_or(size[static_cast<int>(axis)] / 2)}, from, to, 1);
      }
    };
    addPlanes(0, radius_);
    if (scope_.wholeSeries) addPlanes(radius_ + 1, std::max({size.x, size.y, size.z}));
  }
  if (slices.size() > room()) slices.resize(room());
  return slices;
}

/// What is wanted must not be more, or slices would push each other out for ever.
std::size_t EmbeddingPrefetch::room() const {
  const std::size_t budget = onDevice_ ? cache_.budget().device : cache_.budget().host;
  return std::max<std::size_t>(1, budget / embeddingBytes_);
}

void EmbeddingPrefetch::setSource(std::optional<Source> source, bool keepOld) {
  ++generation_;
  queue_.cancel(Lane::Inference, kEncodeKey);
  underWay_.reset();
  failed_.clear();
  if (!keepOld) {
    cache_.clear();
    focus_.reset();
    urgent_.reset();
    lastSlice_ = {};
    travel_ = 1;
  }
  source_ = std::move(source);
  sourceKey_ =
      source_ ? embeddingKey({}, source_->mapping, source_->predictor->info()) : EmbeddingKey();
  pump();
}

void EmbeddingPrefetch::setFocus(SliceRef slice) {
  if (focus_ == slice) return;
  const bool backwards = focus_ && focus_->axis == slice.axis && slice.slice < focus_->slice;
  travel_ = backwards ? -1 : 1;
  focus_ = slice;
  lastSlice_[static_cast<std::size_t>(slice.axis)] = slice.slice;
  forgetFailure(slice);
  pump();
}

void EmbeddingPrefetch::setUrgent(std::optional<SliceRef> slice) {
  urgent_ = slice;
  if (slice) forgetFailure(*slice);
  pump();
}

void EmbeddingPrefetch::setScope(EncodeScope scope) {
  scope_ = scope;
  pump();
}

void EmbeddingPrefetch::forgetFailure(SliceRef slice) {
  std::erase_if(failed_, [&](const EmbeddingKey& key) { return key.slice == slice; });
}

EmbeddingPtr EmbeddingPrefetch::find(SliceRef slice) {
  return source_ ? cache_.find(keyOf(slice)) : nullptr;
}

bool EmbeddingPrefetch::contains(SliceRef slice) const {
  return source_ && cache_.contains(keyOf(slice));
}

CacheStatus EmbeddingPrefetch::status() const {
  const auto slices = wanted();
  const auto ready =
      std::ranges::count_if(slices, [this](SliceRef slice) { return contains(slice); });
  const EmbeddingBudget& used = cache_.used();
  return {static_cast<std::size_t>(ready), slices.size(), used.host + used.device};
}

void EmbeddingPrefetch::pump() {
  if (!source_) return;
  const auto slices = wanted();
  const auto next = std::ranges::find_if(slices, [this](SliceRef slice) {
    const EmbeddingKey key = keyOf(slice);
    return !cache_.contains(key) && !failed_.contains(key);
  });
  if (next != slices.end()) {
    if (!underWay_ || underWay_->slice != *next) encode(*next);
  } else if (underWay_) {
    queue_.cancel(Lane::Inference, kEncodeKey);
    underWay_.reset();
  }
}

void EmbeddingPrefetch::encode(SliceRef slice) {
  const UnderWay now{slice, ++lastTicket_};
  underWay_ = now;
  const Priority priority = slice == urgent_  ? Priority::Click
                            : slice == focus_ ? Priority::Focus
                                              : Priority::Prefetch;
  queue_.post(Lane::Inference, kEncodeKey, priority,
              [this, alive = std::weak_ptr(alive_), source = *source_, now, key = keyOf(slice),
               generation = generation_](const JobContext& job) -> Homecoming {
                const auto start = std::chrono::steady_clock::now();
                auto result = guarded([&] {
                  const SliceLayout layout = sliceLayout(source.volume.grid, now.slice.axis);
                  return source.predictor->encode(
                      renderModelInput(source.volume, layout, now.slice.slice, source.mapping),
                      job);
                });
                const std::chrono::duration<double, std::milli> elapsed =
                    std::chrono::steady_clock::now() - start;
                return [this, alive, now, key, generation, ms = elapsed.count(),
                        result = std::move(result)]() mutable {
                  if (alive.expired() || generation != generation_) return;
                  arrived(now, key, std::move(result), ms);
                };
              });
}

void EmbeddingPrefetch::arrived(UnderWay job, const EmbeddingKey& key, Result<EmbeddingPtr> result,
                                double ms) {
  const bool isNewest = underWay_ && underWay_->ticket == job.ticket;
  if (isNewest) underWay_.reset();
  if (!result && result.error().code == ErrorCode::Cancelled) {
    if (isNewest) pump();  // it gave way to a click; its turn comes again
    return;                // else a newer encode has its place
  }
  std::optional<Error> error;
  if (!result && result.error().code == ErrorCode::OutOfMemory && makeRoomOnDevice()) {
    pump();  // to try again
    return;
  }
  if (result) {
    lastEncodeMs_ = ms;
    embeddingBytes_ = std::max<std::size_t>(1, (*result)->bytes());
    onDevice_ = (*result)->isOnDevice();
    cache_.insert(key, std::move(*result));
  } else {
    failed_.insert(key);
    error = std::move(result.error());
  }
  done_(job.slice, std::move(error));
  pump();
}

bool EmbeddingPrefetch::makeRoomOnDevice() {
  const std::size_t held = cache_.used().device;
  if (held <= embeddingBytes_) return false;
  cache_.setBudget({cache_.budget().host, held / 2});
  log::warning("the device is out of memory; it keeps {} MiB of encoded slices from now on",
               held / 2 >> 20U);
  return true;
}

}  // namespace limn::core
