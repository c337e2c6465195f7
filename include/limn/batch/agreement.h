// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/base/segmentation.h"

#include <cstdint>

namespace limn::batch {

/// How well one label of two segmentations agrees. Counts are voxels.
struct Agreement {
  LabelId label = 0;
  std::int64_t inA = 0, inB = 0, inBoth = 0;

  /// 2|A∩B| / (|A| + |B|), Dice 1945; 1 when both are empty.
  [[nodiscard]] double dice() const;
  /// |A∩B| / |A∪B|, Jaccard 1901; 1 when both are empty.
  [[nodiscard]] double iou() const;
};

/// How far two masks agree.
struct OverlapScore {
  double dice = 0, iou = 0;
  bool operator==(const OverlapScore&) const = default;
};
/// Of two masks of one size, at their own resolution.
[[nodiscard]] OverlapScore overlapOf(const Mask& a, const Mask& b);
/// Pixels that are in one of two masks of one size, but not in both.
[[nodiscard]] std::int64_t countDiffering(const Mask& a, const Mask& b);

}  // namespace limn::batch
