// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "embedding_prefetch.h"

#include <algorithm>
#include <cstdlib>
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
    return key == keyOf(key.slice) &&
           (key.slice == urgent_ ||
            (focus_ && key.slice.axis == focus_->axis &&
             std::abs(key.slice.slice - focus_->slice) <= std::min(radius_, 2)));
  });
}

EmbeddingPrefetch::~EmbeddingPrefetch() {
  *alive_ = false;
  queue_.cancel(Lane::Inference, kEncodeKey);
}

EmbeddingKey EmbeddingPrefetch::keyOf(SliceRef slice) const {
  if (!source_) return {};
  return embeddingKey(slice, source_->mapping, source_->predictor->info());
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
    wanted_.clear();
  }
  source_ = std::move(source);
  pump();
}

void EmbeddingPrefetch::setFocus(SliceRef slice) {
  if (!source_) {
    focus_ = slice;
    return;
  }
  const bool backwards = focus_ && focus_->axis == slice.axis && slice.slice < focus_->slice;
  focus_ = slice;
  const std::int64_t slices = source_->volume.grid.size[static_cast<int>(slice.axis)];
  wanted_ = slicesAround(slice, slices, radius_, backwards ? -1 : 1);
  pump();
}

void EmbeddingPrefetch::setUrgent(std::optional<SliceRef> slice) {
  urgent_ = slice;
  pump();
}

EmbeddingPtr EmbeddingPrefetch::find(SliceRef slice) {
  return source_ ? cache_.find(keyOf(slice)) : nullptr;
}

bool EmbeddingPrefetch::contains(SliceRef slice) const {
  return source_ && cache_.contains(keyOf(slice));
}

CacheStatus EmbeddingPrefetch::status() const {
  const auto ready =
      std::ranges::count_if(wanted_, [this](SliceRef slice) { return contains(slice); });
  return {static_cast<std::size_t>(ready), source_ ? wanted_.size() : 0, cache_.bytes()};
}

void EmbeddingPrefetch::pump() {
  if (!source_) return;
  if (focus_ && wanted_.empty()) {
    wanted_ = slicesAround(*focus_, source_->volume.grid.size[static_cast<int>(focus_->axis)],
                           radius_, 1);
  }
  std::vector<SliceRef> order;
  if (urgent_) order.push_back(*urgent_);
  // No more than the budget holds, or neighbours would push each other out for ever.
  const std::size_t room = std::max<std::size_t>(1, budgetBytes_ / embeddingBytes_);
  order.insert(order.end(), wanted_.begin(),
               wanted_.begin() + static_cast<std::ptrdiff_t>(std::min(room, wanted_.size())));
  const auto next = std::ranges::find_if(order, [this](SliceRef slice) {
    const EmbeddingKey key = keyOf(slice);
    return !cache_.contains(key) && std::ranges::find(failed_, key) == failed_.end();
  });
  if (next == order.end()) {
    if (underWay_) queue_.cancel(Lane::Inference, kEncodeKey);
    underWay_.reset();
    return;
  }
  if (underWay_ == *next) return;  // already being worked on
  underWay_ = *next;

  const Priority priority = *next == urgent_  ? Priority::Click
                            : *next == focus_ ? Priority::Focus
                                              : Priority::Prefetch;
  queue_.post(Lane::Inference, kEncodeKey, priority,
              [this, alive = std::weak_ptr(alive_), source = *source_, slice = *next,
               key = keyOf(*next), generation = generation_](const JobContext& job) -> Homecoming {
                const auto start = std::chrono::steady_clock::now();
                const SliceLayout layout = sliceLayout(source.volume.grid, slice.axis);
                auto result = source.predictor->encode(
                    renderModelInput(source.volume, layout, slice.slice, source.mapping), job);
                const std::chrono::duration<double, std::milli> elapsed =
                    std::chrono::steady_clock::now() - start;
                return [this, alive, slice, key, generation, ms = elapsed.count(),
                        result = std::move(result)]() mutable {
                  if (const auto here = alive.lock(); !here || generation != generation_) return;
                  arrived(slice, key, std::move(result), ms);
                };
              });
}

void EmbeddingPrefetch::arrived(SliceRef slice, const EmbeddingKey& key,
                                Result<EmbeddingPtr> result, double ms) {
  if (underWay_ == slice) underWay_.reset();
  std::optional<Error> error;
  if (result) {
    lastEncodeMs_ = ms;
    embeddingBytes_ = std::max<std::size_t>(1, (*result)->bytes());
    cache_.insert(key, std::move(*result));
  } else if (result.error().code != ErrorCode::Cancelled) {
    failed_.push_back(key);
    error = std::move(result.error());
  } else {  // gave way to something more urgent; its turn comes again
    pump();
    return;
  }
  done_(slice, std::move(error));
  pump();
}

}  // namespace limn::core
