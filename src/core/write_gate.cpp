// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "write_gate.h"

#include <algorithm>
#include <utility>

namespace limn::core {
namespace {

void fillRun(std::span<LabelId> voxels, const LabelRun& run, LabelId label) {
  std::ranges::fill(
      voxels.subspan(static_cast<std::size_t>(run.start), static_cast<std::size_t>(run.length)),
      label);
}

}  // namespace

std::vector<LabelRun> inverseRuns(const std::vector<LabelRun>& runs) {
  std::vector<LabelRun> inverse(runs.rbegin(), runs.rend());
  for (LabelRun& run : inverse)
    std::swap(run.before, run.after);
  return inverse;
}

void revertRuns(std::span<LabelId> voxels, const std::vector<LabelRun>& runs) {
  for (auto run = runs.rbegin(); run != runs.rend(); ++run)
    fillRun(voxels, *run, run->before);
}

void applyRuns(std::span<LabelId> voxels, const std::vector<LabelRun>& runs) {
  for (const LabelRun& run : runs)
    fillRun(voxels, run, run.after);
}

WriteGate::~WriteGate() {
  revertRuns(voxels_, runs_);
}

bool WriteGate::isLocked(LabelId label) const {
  const auto found = std::ranges::find(labels_, label, &LabelInfo::id);
  return found != labels_.end() && found->locked;
}

void WriteGate::give(std::int64_t offset, LabelId label) {
  const LabelId before = voxels_[static_cast<std::size_t>(offset)];
  if (before == label) return;
  if (before != 0) {
    if (isLocked(before)) {
      ++footprint_.refusedByLocks;
      return;
    }
    if (overlap_ == Overlap::KeepOthers) return;
    ++footprint_.othersChanged;
  }
  ++footprint_.added;
  set(offset, label);
}

void WriteGate::take(std::int64_t offset, LabelId label) {
  if (voxels_[static_cast<std::size_t>(offset)] != label) return;
  ++footprint_.removed;
  set(offset, 0);
}

void WriteGate::set(std::int64_t offset, LabelId after) {
  LabelId& voxel = voxels_[static_cast<std::size_t>(offset)];
  const LabelId before = std::exchange(voxel, after);
  if (!runs_.empty()) {
    LabelRun& last = runs_.back();
    if (last.start + last.length == offset && last.before == before && last.after == after) {
      ++last.length;
      return;
    }
  }
  runs_.push_back({offset, 1, before, after});
}

UndoEntry WriteGate::commit(std::string what) {
  return {std::move(what), std::exchange(runs_, {}), {}, {}};
}

}  // namespace limn::core
