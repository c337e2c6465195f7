// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_count.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace limn::apps {

LabelCounts countLabels(const Segmentation& segmentation) {
  LabelCounts counts;
  for (const LabelId label : segmentation.voxels) {
    if (label != 0) ++counts[label];
  }
  return counts;
}

std::optional<LabelCounts> labelsOfMask(const Volume& volume) {
  constexpr std::size_t kMostLabels = 64;
  constexpr double kLargest = std::numeric_limits<LabelId>::max();
  if (volume.channels != 1 || volume.minimum != 0 || volume.maximum > kLargest) return std::nullopt;
  LabelCounts counts;
  const std::size_t step = pixelBytes(volume.type);
  for (std::size_t at = 0; at + step <= volume.bytes(); at += step) {
    const double value = sampleValue(volume.data->data() + at, volume.type);
    if (!(value >= 0) || value != std::floor(value)) return std::nullopt;
    if (value == 0) continue;
    ++counts[static_cast<LabelId>(value)];
    if (counts.size() > kMostLabels) return std::nullopt;
  }
  return counts;
}

}  // namespace limn::apps
