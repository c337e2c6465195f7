// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/label_volume.h"
#include "limn/core/segmentation_document.h"

#include <utility>
#include <vector>

namespace limn::core {

/// Which label a voxel has after a write: the rule for other labels and locks.
class WriteRule {
 public:
  WriteRule(const std::vector<LabelInfo>& labels, Overlap overlap);

  /// After `label` was to get a voxel that had `before`.
  [[nodiscard]] LabelId given(LabelId before, LabelId label) const {
    const bool isKept = before != 0 && (overlap_ == Overlap::KeepOthers || isLocked(before));
    return isKept ? before : label;
  }
  /// After the voxel was to be taken out of `label`.
  [[nodiscard]] static LabelId taken(LabelId before, LabelId label) {
    return before == label ? LabelId{0} : before;
  }
  [[nodiscard]] bool isLocked(LabelId label) const;

 private:
  std::vector<LabelId> locked_;
  Overlap overlap_;
};

/// Collects what one write into a label volume changes, under the rule for other labels and locks.
/// Each voxel is named at most once; the volume itself stays as it is.
class WriteGate {
 public:
  WriteGate(const LabelVolume& voxels, const std::vector<LabelInfo>& labels, Overlap overlap)
      : voxels_(voxels), rule_(labels, overlap) {}

  /// Gives the voxel to `label` if the rules allow it.
  void give(std::int64_t offset, LabelId label);
  /// Makes the voxel background if it is `label`.
  void take(std::int64_t offset, LabelId label);

  [[nodiscard]] const WriteFootprint& footprint() const { return footprint_; }
  [[nodiscard]] std::vector<LabelRun> takeRuns() { return std::exchange(runs_, {}); }

 private:
  void change(std::int64_t offset, LabelId before, LabelId after);

  const LabelVolume& voxels_;
  WriteRule rule_;
  WriteFootprint footprint_;
  std::vector<LabelRun> runs_;
};

}  // namespace limn::core
