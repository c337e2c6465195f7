// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/label_volume.h"
#include "limn/core/segmentation_document.h"

#include <utility>
#include <vector>

namespace limn::core {

/// Collects what one write into a label volume changes, under the rule for other labels and locks.
/// Each voxel is named at most once; the volume itself stays as it is.
class WriteGate {
 public:
  WriteGate(const LabelVolume& voxels, const std::vector<LabelInfo>& labels, Overlap overlap)
      : voxels_(voxels), labels_(labels), overlap_(overlap) {}

  /// Gives the voxel to `label` if the rules allow it.
  void give(std::int64_t offset, LabelId label);
  /// Makes the voxel background if it is `label`.
  void take(std::int64_t offset, LabelId label);

  [[nodiscard]] const WriteFootprint& footprint() const { return footprint_; }
  [[nodiscard]] std::vector<LabelRun> takeRuns() { return std::exchange(runs_, {}); }

 private:
  [[nodiscard]] bool isLocked(LabelId label) const;
  void change(std::int64_t offset, LabelId before, LabelId after);

  const LabelVolume& voxels_;
  const std::vector<LabelInfo>& labels_;
  Overlap overlap_;
  WriteFootprint footprint_;
  std::vector<LabelRun> runs_;
};

}  // namespace limn::core
