// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/surface_distance.h"

#include "limn/base/distance_transform.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

namespace limn {
namespace {

using Voxels = std::vector<std::uint8_t>;

/// A part of the grid, `first` included.
struct Part {
  std::array<std::int64_t, 3> first{}, size{};

  [[nodiscard]] Size3 extent() const { return {size[0], size[1], size[2]}; }
};

/// The smallest part that holds both masks; without voxels when both are empty.
Part boundsOf(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b, Size3 size) {
  std::array<std::int64_t, 3> low{size.x, size.y, size.z}, high{-1, -1, -1};
  std::size_t i = 0;
  for (std::int64_t z = 0; z < size.z; ++z) {
    for (std::int64_t y = 0; y < size.y; ++y) {
      for (std::int64_t x = 0; x < size.x; ++x, ++i) {
        if (a[i] == 0 && b[i] == 0) continue;
        const std::array<std::int64_t, 3> at{x, y, z};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          low[axis] = std::min(low[axis], at[axis]);
          high[axis] = std::max(high[axis], at[axis]);
        }
      }
    }
  }
  Part part;
  if (high[0] < 0) return part;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    part.first[axis] = low[axis];
    part.size[axis] = high[axis] - low[axis] + 1;
  }
  return part;
}

/// The surface of a mask within a part that holds the whole of it.
Voxels surfaceOf(std::span<const std::uint8_t> mask, Size3 size, const Part& part) {
  const std::array<std::int64_t, 3> whole{size.x, size.y, size.z};
  const std::array<std::int64_t, 3> step{1, size.x, size.x * size.y};
  const auto isSurface = [&](const std::array<std::int64_t, 3>& at, std::int64_t index) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (whole[axis] == 1) continue;
      if (at[axis] == 0 || mask[static_cast<std::size_t>(index - step[axis])] == 0) return true;
      const bool isLast = at[axis] == whole[axis] - 1;
      if (isLast || mask[static_cast<std::size_t>(index + step[axis])] == 0) return true;
    }
    return false;
  };
  Voxels surface(static_cast<std::size_t>(part.extent().voxels()));
  std::size_t out = 0;
  for (std::int64_t z = 0; z < part.size[2]; ++z) {
    for (std::int64_t y = 0; y < part.size[1]; ++y) {
      for (std::int64_t x = 0; x < part.size[0]; ++x, ++out) {
        const std::array<std::int64_t, 3> at{part.first[0] + x, part.first[1] + y,
                                             part.first[2] + z};
        const std::int64_t index = at[0] + at[1] * step[1] + at[2] * step[2];
        if (mask[static_cast<std::size_t>(index)] != 0 && isSurface(at, index)) surface[out] = 1;
      }
    }
  }
  return surface;
}

std::vector<float> distances(const Voxels& from, const Voxels& to, Size3 size, const Vec3& spacing,
                             std::size_t threads) {
  const std::vector<float> squared = squaredDistances(to, size, spacing, threads);
  std::vector<float> out;
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (from[i] != 0) out.push_back(std::sqrt(squared[i]));
  }
  return out;
}

/// With linear interpolation between the two nearest ranks. `values` is not empty; reordered.
double percentile95(std::vector<float>& values) {
  const double rank = 0.95 * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), values.begin() + below, values.end());
  const double low = values[static_cast<std::size_t>(below)];
  if (below + 1 == std::ssize(values)) return low;
  const double high = *std::min_element(values.begin() + below + 1, values.end());
  return low + (high - low) * (rank - static_cast<double>(below));
}

}  // namespace

std::optional<SurfaceDistance> surfaceDistance(std::span<const std::uint8_t> a,
                                               std::span<const std::uint8_t> b, Size3 size,
                                               const Vec3& spacing, double tolerance,
                                               std::size_t threads) {
  const Part part = boundsOf(a, b, size);
  const Voxels surfaceA = surfaceOf(a, size, part), surfaceB = surfaceOf(b, size, part);
  const auto isEmpty = [](const Voxels& surface) {
    return std::ranges::none_of(surface, [](std::uint8_t voxel) { return voxel != 0; });
  };
  if (isEmpty(surfaceA) || isEmpty(surfaceB)) return std::nullopt;
  std::vector<float> aToB = distances(surfaceA, surfaceB, part.extent(), spacing, threads);
  std::vector<float> bToA = distances(surfaceB, surfaceA, part.extent(), spacing, threads);

  SurfaceDistance result;
  result.inA = aToB.size();
  result.inB = bToA.size();
  const auto both = static_cast<double>(result.inA + result.inB);
  const double sum = std::accumulate(aToB.begin(), aToB.end(), 0.0) +
                     std::accumulate(bToA.begin(), bToA.end(), 0.0);
  result.average = sum / both;
  // Distances are floats: one that equals the tolerance but for their rounding counts as within.
  const auto isNear = [limit = tolerance * (1 + 1e-6)](float distance) {
    return distance <= limit;
  };
  result.surfaceDice = static_cast<double>(std::ranges::count_if(aToB, isNear) +
                                           std::ranges::count_if(bToA, isNear)) /
                       both;
  result.hausdorff95 = std::max(percentile95(aToB), percentile95(bToA));
  return result;
}

}  // namespace limn
