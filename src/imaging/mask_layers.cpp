// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mask_layers.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace limn::imaging {

void LayerBuilder::add(LabelId label, std::int64_t start, std::int64_t length) {
  runs_[label].push_back({start, length});
}

std::vector<std::vector<LabelId>> LayerBuilder::finish() const {
  const std::vector<LabelId> empty(static_cast<std::size_t>(voxels_));
  std::vector<std::vector<LabelId>> layers{empty};
  for (const auto& [label, runs] : runs_) {
    const auto isFree = [&runs = runs](const std::vector<LabelId>& layer) {
      return std::ranges::all_of(runs, [&](const Run& run) {
        const auto from = layer.begin() + run.start;
        return std::all_of(from, from + run.length, [](LabelId v) { return v == 0; });
      });
    };
    auto layer = std::ranges::find_if(layers, isFree);
    if (layer == layers.end()) layer = layers.insert(layers.end(), empty);
    for (const Run& run : runs)
      std::fill_n(layer->begin() + run.start, run.length, label);
  }
  return layers;
}

Masks masksOf(const Grid& grid, const SourceRef& source, std::vector<std::vector<LabelId>> layers,
              const std::vector<LabelInfo>& labels) {
  Masks masks;
  std::vector<bool> placed(65536);
  for (auto& voxels : layers) {
    std::vector<bool> seen(65536);
    for (const LabelId v : voxels)
      seen[v] = true;
    Segmentation layer{grid, std::move(voxels), {}, source};
    for (const LabelInfo& label : labels) {
      if (!seen[label.id]) continue;
      layer.labels.push_back(label);
      placed[label.id] = true;
    }
    masks.layers.push_back(std::move(layer));
  }
  for (const LabelInfo& label : labels) {
    if (!placed[label.id]) masks.layers.front().labels.push_back(label);
  }
  std::ranges::sort(masks.layers.front().labels, {}, &LabelInfo::id);
  return masks;
}

std::vector<LabelInfo> labelsOf(const Masks& masks) {
  std::vector<LabelInfo> labels;
  for (const Segmentation& layer : masks.layers)
    labels.insert(labels.end(), layer.labels.begin(), layer.labels.end());
  std::ranges::sort(labels, {}, &LabelInfo::id);
  return labels;
}

LabelId LabelNumbers::take(std::int64_t stated, const std::string& name) {
  std::int64_t value = stated;
  if (value < 1 || value > 65535 || taken_.contains(static_cast<LabelId>(value))) {
    value = 1;
    while (taken_.contains(static_cast<LabelId>(value)))
      ++value;
    notes_.push_back(fmt::format("'{}' became label {}: its value {} is {}", name, value, stated,
                                 stated < 1 || stated > 65535
                                     ? "not from 1 to 65535"
                                     : "that of another label of the file, too"));
  }
  taken_[static_cast<LabelId>(value)] = name;
  return static_cast<LabelId>(value);
}

}  // namespace limn::imaging
