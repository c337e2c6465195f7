// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/label_view.h"
#include "limn/core/label_volume.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace limn::core {

/// A case as it was right after one of its actions. Never changes, so that any thread may read it;
/// moments share the voxels that are the same, with each other and with the document.
class PastMoment final : public LabelView {
 public:
  /// How many actions had been done.
  [[nodiscard]] std::size_t actions() const { return actions_; }
  [[nodiscard]] const Grid& grid() const override { return voxels_.grid(); }
  [[nodiscard]] const std::vector<LabelInfo>& labels() const override { return labels_; }
  [[nodiscard]] std::vector<LabelId> sliceLabels(SliceRef slice) const override {
    return voxels_.slice(slice);
  }
  [[nodiscard]] std::int64_t voxelCount(LabelId label) const override {
    return voxels_.count(label);
  }
  [[nodiscard]] Segmentation snapshot() const override {  // slow: all voxels
    return {grid(), voxels_.voxels(), labels_, source_};
  }

  [[nodiscard]] const LabelVolume& voxels() const { return voxels_; }

  /// The prompts of the object that was being made.
  [[nodiscard]] const std::vector<Prompt>& prompts() const { return prompts_; }
  [[nodiscard]] std::optional<SliceRef> promptSlice() const { return promptSlice_; }

 private:
  friend class Journal;

  std::size_t actions_ = 0;
  LabelVolume voxels_;
  SourceRef source_;
  std::vector<LabelInfo> labels_;
  std::vector<Prompt> prompts_;
  std::optional<SliceRef> promptSlice_;
};
using PastMomentPtr = std::shared_ptr<const PastMoment>;

}  // namespace limn::core
