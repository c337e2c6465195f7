// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "embedding_prefetch.h"

#include "guarded.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace limn::core {
namespace {

constexpr const char* kEncodeKey = "encode";

}  // namespace

std::vector<SliceRef> slicesAround(SliceRef focus, std::int64_t slices, int radius, int travel) {
  std::vector<SliceRef> around{focus};
  for (int distance = 1; distance <= radius; ++distance) {
    for (const int direction : {travel, -travel}) {
      const std::int64_t slice = focus.slice + direction * distance;
      if (slice >= 0 && slice < slices) around.push_back({focus.axis, slice});
    }
  }
  return around;
}

EmbeddingPrefetch::EmbeddingPrefetch(JobQueue& queue, std::size_t budgetBytes, int radius,
                                     Done done)
    : queue_(queue),
      radius_(radius),
      done_(std::move(done)),
      budgetBytes_(budgetBytes),
      cache_(budgetBytes) {
  cache_.setPinned([this](const EmbeddingKey& key) {
    const auto slices = wanted();
    return std::ranges::find(slices, key.slice) != slices.end() && key == keyOf(key.slice);
  });
}

EmbeddingPrefetch::~EmbeddingPrefetch() {
  queue_.cancel(Lane::Inference, kEncodeKey);
}

bool EmbeddingPrefetch::isInside(SliceRef slice) const {
  return slice.slice >= 0 && slice.slice < source_->volume.grid.size[static_cast<int>(slice.axis)];
}

EmbeddingKey EmbeddingPrefetch::keyOf(SliceRef slice) const {
  if (!source_) return {};
  return embeddingKey(slice, source_->mapping, source_->predictor->info());
}

std::vector<SliceRef> EmbeddingPrefetch::wanted() const {
  std::vector<SliceRef> slices;
  if (!source_) return slices;
  if (urgent_ && isInside(*urgent_)) slices.push_back(*urgent_);
  if (focus_ && isInside(*focus_)) {
    const std::int64_t count = source_->volume.grid.size[static_cast<int>(focus_->axis)];
    for (const SliceRef slice : slicesAround(*focus_, count, radius_, travel_)) {
      if (slice != urgent_) slices.push_back(slice);
    }
  }
  // No more than the budget holds, or they would push each other out for ever.
  const std::size_t room = std::max<std::size_t>(1, budgetBytes_ / embeddingBytes_);
  if (slices.size() > room) slices.resize(room);
  return slices;
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
    travel_ = 1;
  }
  source_ = std::move(source);
  pump();
}

void EmbeddingPrefetch::setFocus(SliceRef slice) {
  if (focus_ == slice) return;
  const bool backwards = focus_ && focus_->axis == slice.axis && slice.slice < focus_->slice;
  travel_ = backwards ? -1 : 1;
  focus_ = slice;
  forgetFailure(slice);
  pump();
}

void EmbeddingPrefetch::setUrgent(std::optional<SliceRef> slice) {
  urgent_ = slice;
  if (slice) forgetFailure(*slice);
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
  return {static_cast<std::size_t>(ready), slices.size(), cache_.bytes()};
}

void EmbeddingPrefetch::pump() {
  if (!source_) return;
  const auto slices = wanted();
  const auto next = std::ranges::find_if(slices, [this](SliceRef slice) {
    const EmbeddingKey key = keyOf(slice);
    return !cache_.contains(key) && std::ranges::find(failed_, key) == failed_.end();
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
  if (result) {
    lastEncodeMs_ = ms;
    embeddingBytes_ = std::max<std::size_t>(1, (*result)->bytes());
    cache_.insert(key, std::move(*result));
  } else {
    failed_.push_back(key);
    error = std::move(result.error());
  }
  done_(job.slice, std::move(error));
  pump();
}

}  // namespace limn::core
