// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/label_view.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace limn::core {

/// A case as it was right after one of its actions. Never changes, so that any thread may read it;
/// moments that lie near each other share the voxels that are the same.
class PastMoment final : public LabelView {
 public:
  /// How many actions had been done.
  [[nodiscard]] std::size_t actions() const { return actions_; }
  [[nodiscard]] const Grid& grid() const override { return grid_; }
  [[nodiscard]] const std::vector<LabelInfo>& labels() const override { return labels_; }
  [[nodiscard]] std::vector<LabelId> sliceLabels(SliceRef slice) const override;
  [[nodiscard]] std::int64_t voxelCount(LabelId label) const override;
  [[nodiscard]] Segmentation snapshot() const override;  // slow: all voxels

  /// The prompts of the object that was being made.
  [[nodiscard]] const std::vector<Prompt>& prompts() const { return prompts_; }
  [[nodiscard]] std::optional<SliceRef> promptSlice() const { return promptSlice_; }

 private:
  friend class Timeline;
  using Plane = std::vector<LabelId>;  // one slice along z of the file's own grid

  std::size_t actions_ = 0;
  Grid grid_;
  SourceRef source_;
  std::vector<LabelInfo> labels_;
  std::vector<std::shared_ptr<const Plane>> planes_;
  std::map<LabelId, std::int64_t> counts_;
  std::vector<Prompt> prompts_;
  std::optional<SliceRef> promptSlice_;
};
using PastMomentPtr = std::shared_ptr<const PastMoment>;

}  // namespace limn::core
