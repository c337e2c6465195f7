// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/segmentation.h"
#include "limn/imaging/mask_file.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace limn::imaging {

/// Puts labels, whose voxels may overlap, into as few layers as their order gives: each label into
/// the first layer where all its voxels are free.
class LayerBuilder {
 public:
  explicit LayerBuilder(std::int64_t voxels) : voxels_(voxels) {}

  /// Voxels `start` to `start + length`, in storage order, belong to the label.
  void add(LabelId label, std::int64_t start, std::int64_t length);
  /// At least one layer, each `voxels` long.
  [[nodiscard]] std::vector<std::vector<LabelId>> finish() const;

 private:
  struct Run {
    std::int64_t start = 0, length = 0;
  };
  std::int64_t voxels_ = 0;
  std::map<LabelId, std::vector<Run>> runs_;
};

/// Makes masks of layers. Each layer lists those of `labels` that it has voxels of; a label without
/// voxels is listed in the first.
[[nodiscard]] Masks masksOf(const Grid& grid, const SourceRef& source,
                            std::vector<std::vector<LabelId>> layers,
                            const std::vector<LabelInfo>& labels);

/// All labels of all layers, ascending.
[[nodiscard]] std::vector<LabelInfo> labelsOf(const Masks& masks);

/// Gives each thing of a file a label value of its own: the one it states if that is 1 to 65535 and
/// free, else the lowest free one.
class LabelNumbers {
 public:
  /// `name` is for the note that a replaced value leaves.
  LabelId take(std::int64_t stated, const std::string& name);
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  std::map<LabelId, std::string> taken_;
  std::vector<std::string> notes_;
};

}  // namespace limn::imaging
