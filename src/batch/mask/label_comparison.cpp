// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/label_comparison.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <numeric>

namespace limn::batch {
namespace {

/// Inclusive bounds.
struct Box {
  VoxelIndex low{INT64_MAX, INT64_MAX, INT64_MAX}, high{-1, -1, -1};

  void add(const Box& other) {
    low = {std::min(low.x, other.low.x), std::min(low.y, other.low.y),
           std::min(low.z, other.low.z)};
    high = {std::max(high.x, other.high.x), std::max(high.y, other.high.y),
            std::max(high.z, other.high.z)};
  }
  /// By a voxel along an axis on which it has one, unless the grid has no more: there a mask has a
  /// surface across that axis, too.
  void widenWithin(const Size3& whole) {
    const auto widen = [](std::int64_t& from, std::int64_t& to, std::int64_t count) {
      if (from != to || count == 1) return;
      (from > 0 ? from : to) += from > 0 ? -1 : 1;
    };
    widen(low.x, high.x, whole.x);
    widen(low.y, high.y, whole.y);
    widen(low.z, high.z, whole.z);
  }
  [[nodiscard]] Size3 size() const {
    return {high.x - low.x + 1, high.y - low.y + 1, high.z - low.z + 1};
  }
};

/// Where a label is.
struct Found {
  const Segmentation* layer = nullptr;
  std::int64_t voxels = 0;
  Box box;
};

std::map<LabelId, Found> findLabels(const std::vector<Segmentation>& layers) {
  std::map<LabelId, Found> all;
  for (const Segmentation& layer : layers) {
    const Size3 size = layer.grid.size;
    const LabelId* voxel = layer.voxels.data();
    for (std::int64_t z = 0; z < size.z; ++z) {
      for (std::int64_t y = 0; y < size.y; ++y) {
        for (std::int64_t x = 0; x < size.x;) {
          std::int64_t end = x + 1;
          while (end < size.x && voxel[end] == voxel[x])
            ++end;
          if (voxel[x] != 0) {
            Found& found = all[voxel[x]];
            found.layer = &layer;
            found.voxels += end - x;
            found.box.add({{x, y, z}, {end - 1, y, z}});
          }
          x = end;
        }
        voxel += size.x;
      }
    }
  }
  return all;
}

/// The voxels of a label within a box, as 0 and 1.
std::vector<std::uint8_t> cut(const Found& found, LabelId label, const Box& box) {
  const Size3 size = box.size();
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(size.voxels()));
  if (found.layer == nullptr) return mask;
  auto* to = mask.data();
  for (std::int64_t z = box.low.z; z <= box.high.z; ++z) {
    for (std::int64_t y = box.low.y; y <= box.high.y; ++y) {
      const LabelId* from =
          found.layer->voxels.data() + found.layer->grid.offset({box.low.x, y, z});
      for (std::int64_t x = 0; x < size.x; ++x)
        *to++ = from[x] == label ? 1 : 0;
    }
  }
  return mask;
}

bool hasDistances(const Grid& grid) {
  return hasVolume(grid.calibration) || (hasMillimetres(grid.calibration) && grid.size.z == 1);
}

LabelComparison compareOne(LabelId label, LabelId labelInB, const Found& inA, const Found& inB,
                           const Grid& grid, const ComparisonOptions& options) {
  Box box = inA.box;
  box.add(inB.box);
  box.widenWithin(grid.size);
  const auto a = cut(inA, label, box), b = cut(inB, labelInB, box);
  LabelComparison result;
  result.voxels = {label, inA.voxels, inB.voxels,
                   std::transform_reduce(a.begin(), a.end(), b.begin(), std::int64_t{0},
                                         std::plus<>(), [](std::uint8_t p, std::uint8_t q) {
                                           return std::int64_t{p} & std::int64_t{q};
                                         })};
  result.labelInB = labelInB;
  if (options.toleranceMm && hasDistances(grid)) {
    result.surface =
        surfaceDistance(a, b, box.size(), grid.spacing, *options.toleranceMm, options.threads);
  }
  return result;
}

}  // namespace

Result<std::vector<LabelComparison>> compareLabels(const std::vector<Segmentation>& a,
                                                   const std::vector<Segmentation>& b,
                                                   const ComparisonOptions& options) {
  const Grid& grid = a.front().grid;
  if (b.front().grid.size != grid.size) {
    return fail(ErrorCode::Mismatch,
                fmt::format("the segmentations have {} and {} voxels; only masks of one grid can "
                            "be compared",
                            grid.size.voxels(), b.front().grid.size.voxels()));
  }
  const auto inA = findLabels(a), inB = findLabels(b);
  std::map<LabelId, LabelId> pairs = options.pairs;
  for (const auto& [label, labelInB] : pairs) {
    if (!inA.contains(label))
      return fail(ErrorCode::NotFound, fmt::format("the first mask has no label {}", label));
    if (!inB.contains(labelInB))
      return fail(ErrorCode::NotFound, fmt::format("the second mask has no label {}", labelInB));
  }
  if (pairs.empty()) {
    for (const auto* labels : {&inA, &inB}) {
      for (const auto& [label, found] : *labels)
        pairs[label] = label;
    }
  }
  const auto get = [](const std::map<LabelId, Found>& labels, LabelId label) {
    const auto found = labels.find(label);
    return found == labels.end() ? Found{} : found->second;
  };
  std::vector<LabelComparison> list;
  for (const auto& [label, labelInB] : pairs)
    list.push_back(compareOne(label, labelInB, get(inA, label), get(inB, labelInB), grid, options));
  return list;
}

}  // namespace limn::batch
