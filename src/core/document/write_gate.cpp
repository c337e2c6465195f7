// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "document/write_gate.h"

#include <algorithm>

namespace limn::core {

bool WriteGate::isLocked(LabelId label) const {
  const auto found = std::ranges::find(labels_, label, &LabelInfo::id);
  return found != labels_.end() && found->locked;
}

void WriteGate::give(std::int64_t offset, LabelId label) {
  const LabelId before = voxels_.at(offset);
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
  change(offset, before, label);
}

void WriteGate::take(std::int64_t offset, LabelId label) {
  if (voxels_.at(offset) != label) return;
  ++footprint_.removed;
  change(offset, label, 0);
}

void WriteGate::change(std::int64_t offset, LabelId before, LabelId after) {
  if (!runs_.empty()) {
    LabelRun& last = runs_.back();
    if (last.start + last.length == offset && last.before == before && last.after == after) {
      ++last.length;
      return;
    }
  }
  runs_.push_back({offset, 1, before, after});
}

}  // namespace limn::core
