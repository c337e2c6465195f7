// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/segmentation.h"
#include "limn/core/prompt.h"

#include <cstdint>
#include <vector>

namespace limn::core {

/// Labels and voxels to look at: the open document as it is now, or a moment of its past.
class LabelView {
 public:
  virtual ~LabelView() = default;

  [[nodiscard]] virtual const Grid& grid() const = 0;
  [[nodiscard]] virtual const std::vector<LabelInfo>& labels() const = 0;
  /// All labels of a slice picture, row-major, layout.width * layout.height; for painting.
  [[nodiscard]] virtual std::vector<LabelId> sliceLabels(SliceRef slice) const = 0;
  [[nodiscard]] virtual std::int64_t voxelCount(LabelId label) const = 0;
  /// A value to hand to writers and jobs.
  [[nodiscard]] virtual Segmentation snapshot() const = 0;
};

}  // namespace limn::core
