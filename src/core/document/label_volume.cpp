// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/label_volume.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace limn::core {

LabelVolume::LabelVolume(Grid grid) : grid_(std::move(grid)) {
  const std::int64_t voxels = grid_.size.voxels();
  chunks_.assign(voxels == 0 ? 0 : chunkOf(voxels - 1) + 1, std::make_shared<const Chunk>());
  counts_[0] = voxels;
}

std::int64_t LabelVolume::Chunk::count(LabelId label) const {
  const auto found = std::ranges::find(counts, label, &std::pair<LabelId, std::int64_t>::first);
  return found == counts.end() ? 0 : found->second;
}

void LabelVolume::Chunk::add(LabelId label, std::int64_t change) {
  if (label == 0) return;
  const auto found = std::ranges::find(counts, label, &std::pair<LabelId, std::int64_t>::first);
  if (found == counts.end()) {
    counts.emplace_back(label, change);
  } else if ((found->second += change) == 0) {
    counts.erase(found);
  }
}

std::size_t LabelVolume::Chunk::next(LabelId label, std::size_t from) const {
  constexpr std::size_t kBlock = 64;  // the compiler compares several voxels at a time
  const auto isInBlock = [&](std::size_t block) {
    LabelId hit = 0;
    for (std::size_t i = 0; i < kBlock; ++i)
      hit = static_cast<LabelId>(hit | (voxels[block + i] == label ? 1 : 0));
    return hit != 0;
  };
  std::size_t at = from;
  for (; at % kBlock != 0 && at < kChunk; ++at)
    if (voxels[at] == label) return at;
  while (!isInBlock(at))
    at += kBlock;
  while (voxels[at] != label)
    ++at;
  return at;
}

std::int64_t LabelVolume::count(LabelId label) const {
  const auto found = counts_.find(label);
  return found == counts_.end() ? 0 : found->second;
}

std::vector<LabelId> LabelVolume::slice(SliceRef slice) const {
  const SliceWalk walk = sliceWalk(grid_, sliceLayout(grid_, slice.axis), slice.slice);
  std::vector<LabelId> labels(static_cast<std::size_t>(walk.width * walk.height));
  auto out = labels.begin();
  eachPixel(walk, [&](std::int64_t, std::int64_t, std::int64_t offset) { *out++ = at(offset); });
  return labels;
}

Mask LabelVolume::mask(SliceRef slice, LabelId label) const {
  const SliceWalk walk = sliceWalk(grid_, sliceLayout(grid_, slice.axis), slice.slice);
  Mask mask(walk.width, walk.height);
  eachPixel(walk, [&](std::int64_t x, std::int64_t y, std::int64_t offset) {
    if (at(offset) == label) mask.set(x, y);
  });
  return mask;
}

std::vector<LabelId> LabelVolume::voxels() const {
  std::vector<LabelId> all;
  const auto total = static_cast<std::size_t>(grid_.size.voxels());
  all.reserve(total);
  for (const auto& chunk : chunks_) {
    const auto length = static_cast<std::ptrdiff_t>(std::min(kChunk, total - all.size()));
    all.insert(all.end(), chunk->voxels.begin(), chunk->voxels.begin() + length);
  }
  return all;
}

std::vector<LabelRun> LabelVolume::removalOf(LabelId label) const {
  std::vector<LabelRun> runs;
  for (std::size_t c = 0; c < chunks_.size(); ++c) {
    const Chunk& chunk = *chunks_[c];
    std::size_t at = 0;
    for (std::int64_t left = chunk.count(label); left > 0;) {
      const std::size_t start = chunk.next(label, at);
      for (at = start; at < kChunk && chunk.voxels[at] == label;)
        ++at;
      const auto length = static_cast<std::int64_t>(at - start);
      runs.push_back({static_cast<std::int64_t>(c * kChunk + start), length, label, LabelId{0}});
      left -= length;
    }
  }
  return runs;
}

LabelWriter::LabelWriter(LabelVolume from)
    : volume_(std::move(from)), own_(volume_.chunks_.size()) {}

LabelVolume LabelWriter::share() {
  own_.assign(own_.size(), nullptr);
  return volume_;
}

void LabelWriter::apply(const std::vector<LabelRun>& runs) {
  for (const LabelRun& run : runs)
    apply(run);
}

Result<void> LabelWriter::applyChecked(const std::vector<LabelRun>& runs) {
  for (const LabelRun& run : runs) {
    if (auto fits = check(run); !fits) return fits;
    apply(run);
  }
  return {};
}

Result<void> LabelWriter::check(const LabelRun& run) const {
  const std::int64_t count = volume_.grid_.size.voxels();
  if (run.start < 0 || run.length < 1 || run.start > count || run.length > count - run.start) {
    return fail(ErrorCode::Mismatch,
                fmt::format("a change of {} voxels from {} does not fit into a volume of {}",
                            run.length, run.start, count));
  }
  for (std::int64_t at = run.start; at < run.start + run.length; ++at) {
    if (volume_.at(at) != run.before) {
      return fail(ErrorCode::Mismatch,
                  fmt::format("a change at voxel {} expects label {}, found {}", run.start,
                              run.before, volume_.at(at)));
    }
  }
  return {};
}

void LabelWriter::apply(const LabelRun& run) {
  volume_.counts_[run.before] -= run.length;
  volume_.counts_[run.after] += run.length;
  const std::int64_t end = run.start + run.length;
  for (std::int64_t at = run.start; at < end;) {
    const std::size_t c = LabelVolume::chunkOf(at);
    if (!own_[c]) {
      own_[c] = std::make_shared<LabelVolume::Chunk>(*volume_.chunks_[c]);
      volume_.chunks_[c] = own_[c];
    }
    const auto first = static_cast<std::size_t>(at) % LabelVolume::kChunk;
    const auto length =
        std::min<std::size_t>(static_cast<std::size_t>(end - at), LabelVolume::kChunk - first);
    std::fill_n(own_[c]->voxels.begin() + static_cast<std::ptrdiff_t>(first), length, run.after);
    own_[c]->add(run.before, -static_cast<std::int64_t>(length));
    own_[c]->add(run.after, static_cast<std::int64_t>(length));
    at += static_cast<std::int64_t>(length);
  }
}

std::vector<LabelRun> inverseRuns(const std::vector<LabelRun>& runs) {
  std::vector<LabelRun> inverse(runs.rbegin(), runs.rend());
  for (LabelRun& run : inverse)
    std::swap(run.before, run.after);
  return inverse;
}

}  // namespace limn::core
