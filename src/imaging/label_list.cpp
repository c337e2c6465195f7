// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_list.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace limn::imaging {
namespace {

/// Hues in steps of the golden angle, so that neighbours in the list are easy to tell apart.
Rgb colourOf(LabelId id) {
  const double hue = std::fmod(id * 0.61803398875, 1.0) * 6;
  const auto channel = [hue](double offset) {
    const double k = std::fmod(offset + hue, 6);
    const double v = 1 - 0.75 * std::clamp(std::min(k, 4 - k), 0.0, 1.0);
    return static_cast<std::uint8_t>(std::lround(255 * v));
  };
  return {channel(5), channel(3), channel(1)};
}

}  // namespace

std::vector<LabelInfo> listLabels(std::span<const LabelId> voxels) {
  std::vector<bool> seen(65536);
  for (const LabelId v : voxels)
    seen[v] = true;
  std::vector<LabelInfo> labels;
  for (std::size_t id = 1; id < seen.size(); ++id) {
    if (!seen[id]) continue;
    LabelInfo info;
    info.id = static_cast<LabelId>(id);
    info.name = fmt::format("Label {}", id);
    info.color = colourOf(info.id);
    labels.push_back(std::move(info));
  }
  return labels;
}

std::vector<LabelInfo> withSegmentNames(std::vector<LabelInfo> labels,
                                        std::span<const LabelInfo> stated) {
  for (const LabelInfo& segment : stated) {
    const auto found = std::find_if(labels.begin(), labels.end(),
                                    [&](const LabelInfo& l) { return l.id == segment.id; });
    if (found != labels.end()) {
      *found = segment;
    } else {
      labels.push_back(segment);
    }
  }
  std::sort(labels.begin(), labels.end(),
            [](const LabelInfo& a, const LabelInfo& b) { return a.id < b.id; });
  return labels;
}

}  // namespace limn::imaging
