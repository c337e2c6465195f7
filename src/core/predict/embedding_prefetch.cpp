// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "predict/embedding_prefetch.h"

#include "limn/base/log.h"
#include "session/guarded.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace limn::core {
namespace {

constexpr const char* kEncodeKey = "encode";

bool isAmong(const std::vector<SliceRef>& slices, SliceRef slice) {
  return std::ranges::find(slices, slice) != slices.end();
}

/// In a job of the queue. The pictures of the `next` slices are made meanwhile.
Result<std::vector<EmbeddingPtr>> encodeSlices(MaskPredictor& predictor, PictureStock& stock,
                                               const std::vector<SliceRef>& slices,
                                               const std::vector<SliceRef>& next,
                                               const JobContext& job) {
  const std::vector<SlicePicture> pictures = stock.take(slices, job.stop);
  if (job.isCancelled()) return fail(ErrorCode::Cancelled, "cancelled");
  const std::jthread ahead = stock.prepare(next);
  if (pictures.size() > 1) return predictor.encodeBatch(pictures, job);
  auto one = predictor.encode(pictures.front(), job);
  if (!one) return passOn(one);
  return std::vector{std::move(*one)};
}

}  // namespace

double EmbeddingPrefetch::steadyMs() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

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

EmbeddingPrefetch::EmbeddingPrefetch(JobQueue& queue, const SessionOptions& options, Done done,
                                     Clock clock)
    : queue_(queue),
      radius_(options.prefetchRadius),
      done_(std::move(done)),
      clock_(std::move(clock)),
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
  queue_.cancel(kEncodeKey);
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
  queue_.cancel(kEncodeKey);
  underWay_.reset();
  failed_.clear();
  alone_.clear();
  if (!keepOld) {
    cache_.clear();
    focus_.reset();
    urgent_.reset();
    lastSlice_ = {};
    travel_ = 1;
  }
  source_ = std::move(source);
  sourceKey_ = {};
  pictures_ = nullptr;
  if (!source_) return;
  const ModelInfo& model = source_->predictor->info();
  sourceKey_ = embeddingKey({}, source_->mapping, model);
  pictures_ = std::make_shared<PictureStock>(source_->volume, source_->mapping);
  pace_ = EncodePace(model.slicesAtOnce);
  readerActed();
  pump();
}

void EmbeddingPrefetch::setFocus(SliceRef slice) {
  if (focus_ == slice) return;
  readerActed();
  const bool backwards = focus_ && focus_->axis == slice.axis && slice.slice < focus_->slice;
  travel_ = backwards ? -1 : 1;
  focus_ = slice;
  lastSlice_[static_cast<std::size_t>(slice.axis)] = slice.slice;
  forgetFailure(slice);
  pump();
}

void EmbeddingPrefetch::setUrgent(std::optional<SliceRef> slice) {
  readerActed();
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

std::vector<SliceRef> EmbeddingPrefetch::missing(std::size_t most) const {
  std::vector<SliceRef> slices;
  for (const SliceRef slice : wanted()) {
    const EmbeddingKey key = keyOf(slice);
    if (cache_.contains(key) || failed_.contains(key)) continue;
    slices.push_back(slice);
    if (slices.size() == most) break;
  }
  return slices;
}

std::size_t EmbeddingPrefetch::batchOf(const std::vector<SliceRef>& missing) const {
  if (isAwaited(missing.front())) return 1;
  const auto first = missing.begin() + 1;
  const auto end = std::find_if(first, missing.end(), [&](SliceRef slice) {
    return isAwaited(slice) || alone_.contains(keyOf(slice));
  });
  const bool isAlone = alone_.contains(keyOf(missing.front()));
  const auto together = static_cast<std::size_t>(end - missing.begin());
  return isAlone ? 1 : std::min(together, pace_.next(clock_()));
}

void EmbeddingPrefetch::pump() {
  if (!source_) return;
  // Beside the next call the one after it, which may be twice as large: to render its pictures.
  const std::size_t most = pace_.hasBatches() ? 3 * pace_.next(clock_()) + 1 : 1;
  std::vector<SliceRef> slices = missing(most);
  if (slices.empty()) {
    if (underWay_) queue_.cancel(kEncodeKey);
    underWay_.reset();
    return;
  }
  if (underWay_ && isAmong(underWay_->slices, slices.front())) return;
  // Several slices do not stop half way: what nobody waits for can as well be asked for later.
  if (underWay_ && pace_.hasBatches() && !isAwaited(slices.front())) return;
  const auto end = slices.begin() + static_cast<std::ptrdiff_t>(batchOf(slices));
  encode({slices.begin(), end}, {end, slices.end()});
}

void EmbeddingPrefetch::encode(std::vector<SliceRef> batch, std::vector<SliceRef> next) {
  const UnderWay now{std::move(batch), ++lastTicket_};
  underWay_ = now;
  const SliceRef first = now.slices.front();
  const Priority priority = first == urgent_  ? Priority::Click
                            : first == focus_ ? Priority::Focus
                                              : Priority::Prefetch;
  queue_.post(kEncodeKey, priority,
              [this, alive = std::weak_ptr(alive_), predictor = source_->predictor,
               pictures = pictures_, clock = clock_, now, next = std::move(next),
               generation = generation_](const JobContext& job) -> Completion {
                const double start = clock();
                auto made = guarded(
                    [&] { return encodeSlices(*predictor, *pictures, now.slices, next, job); });
                return [this, alive, now, generation, ms = clock() - start,
                        made = std::move(made)]() mutable {
                  if (alive.expired() || generation != generation_) return;
                  arrived(now, std::move(made), ms);
                };
              });
}

void EmbeddingPrefetch::arrived(const UnderWay& job, Result<std::vector<EmbeddingPtr>> made,
                                double ms) {
  const bool isNewest = underWay_ && underWay_->ticket == job.ticket;
  if (isNewest) underWay_.reset();
  if (!made && made.error().code == ErrorCode::Cancelled) {
    pace_.stopped(job.slices.size(), ms);
    if (isNewest) pump();  // it gave way to a click; its turn comes again
    return;                // else a newer encode has its place
  }
  std::optional<Error> error;
  if (made) {
    pace_.took(job.slices.size(), ms);
    lastEncodeMs_ = ms / static_cast<double>(job.slices.size());
    keep(job.slices, std::move(*made));
  } else if (made.error().code == ErrorCode::OutOfMemory && makeRoomOnDevice()) {
    pump();  // to try again
    return;
  } else if (job.slices.size() > 1) {
    for (const SliceRef slice : job.slices)
      alone_.insert(keyOf(slice));
    pump();
    return;
  } else {
    failed_.insert(keyOf(job.slices.front()));
    error = std::move(made.error());
  }
  done_(job.slices, std::move(error));
  pump();
}

void EmbeddingPrefetch::keep(const std::vector<SliceRef>& slices, std::vector<EmbeddingPtr> made) {
  assert(slices.size() == made.size());
  embeddingBytes_ = std::max<std::size_t>(1, made.front()->bytes());
  onDevice_ = made.front()->isOnDevice();
  for (std::size_t i = 0; i < slices.size(); ++i) {
    const EmbeddingKey key = keyOf(slices[i]);
    alone_.erase(key);
    cache_.insert(key, std::move(made[i]));
  }
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
