// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/segmentation_document.h"
#include "undo_stack.h"

#include <span>
#include <string>
#include <vector>

namespace limn::core {

/// One write into a label volume: voxels change as they are set, under the rule for other labels
/// and locks, and are remembered as runs. Dropped without commit(), all of it is taken back.
/// Everything that changes voxels goes through here; undo and redo replay what went through.
class WriteGate {
 public:
  WriteGate(std::span<LabelId> voxels, const std::vector<LabelInfo>& labels, Overlap overlap)
      : voxels_(voxels), labels_(labels), overlap_(overlap) {}
  WriteGate(const WriteGate&) = delete;
  WriteGate& operator=(const WriteGate&) = delete;
  ~WriteGate();

  /// Gives the voxel to `label` if the rules allow it.
  void give(std::int64_t offset, LabelId label);
  /// Makes the voxel background if it is `label`.
  void take(std::int64_t offset, LabelId label);

  [[nodiscard]] const WriteFootprint& footprint() const { return footprint_; }
  /// Keeps the changes and returns them.
  [[nodiscard]] UndoEntry commit(std::string what);

 private:
  [[nodiscard]] bool isLocked(LabelId label) const;
  void set(std::int64_t offset, LabelId after);

  std::span<LabelId> voxels_;
  const std::vector<LabelInfo>& labels_;
  Overlap overlap_;
  WriteFootprint footprint_;
  std::vector<LabelRun> runs_;
};

/// What takes the runs back, to be applied in order.
[[nodiscard]] std::vector<LabelRun> inverseRuns(const std::vector<LabelRun>& runs);

/// Puts voxels back to before (or on to after) an entry.
void revertRuns(std::span<LabelId> voxels, const std::vector<LabelRun>& runs);
void applyRuns(std::span<LabelId> voxels, const std::vector<LabelRun>& runs);

}  // namespace limn::core
