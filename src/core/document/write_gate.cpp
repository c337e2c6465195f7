// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "document/write_gate.h"

#include <algorithm>

namespace limn::core {

WriteRule::WriteRule(const std::vector<LabelInfo>& labels, Overlap overlap) : overlap_(overlap) {
  for (const LabelInfo& label : labels) {
    if (label.locked) locked_.push_back(label.id);
  }
}

bool WriteRule::isLocked(LabelId label) const {
  return std::ranges::find(locked_, label) != locked_.end();
}

void WriteGate::give(std::int64_t offset, LabelId label) {
  const LabelId before = voxels_.at(offset);
  if (before == label) return;
  if (rule_.given(before, label) != label) {
    if (rule_.isLocked(before)) ++footprint_.refusedByLocks;
    return;
  }
  if (before != 0) ++footprint_.othersChanged;
  ++footprint_.added;
  change(offset, before, label);
}

void WriteGate::take(std::int64_t offset, LabelId label) {
  const LabelId before = voxels_.at(offset);
  if (WriteRule::taken(before, label) == before) return;
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
