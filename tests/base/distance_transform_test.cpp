// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/distance_transform.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

namespace limn {
namespace {

std::vector<std::uint8_t> randomSet(Size3 size, double density, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::uint8_t> set(static_cast<std::size_t>(size.voxels()));
  for (auto& voxel : set)
    voxel = random() < density * 4294967295.0 ? 1 : 0;
  return set;
}

/// Compares each voxel with each.
std::vector<double> slowSquaredDistances(const std::vector<std::uint8_t>& set, Size3 size,
                                         Vec3 spacing) {
  const auto at = [&](std::size_t i) {
    const auto n = static_cast<std::int64_t>(i);
    return Vec3{static_cast<double>(n % size.x) * spacing.x,
                static_cast<double>(n / size.x % size.y) * spacing.y,
                static_cast<double>(n / (size.x * size.y)) * spacing.z};
  };
  std::vector<double> distances(set.size(), std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < set.size(); ++i) {
    for (std::size_t k = 0; k < set.size(); ++k) {
      const Vec3 apart = at(i) - at(k);
      if (set[k] != 0) distances[i] = std::min(distances[i], dot(apart, apart));
    }
  }
  return distances;
}

TEST(DistanceTransform, EqualsTheSlowOneForAnySpacingAndDensity) {
  const Size3 sizes[]{{17, 13, 9}, {33, 5, 1}, {1, 1, 20}, {1, 18, 7}, {3, 1, 1}};
  const Vec3 spacings[]{{1, 1, 1}, {0.7, 0.9, 5}, {3, 0.25, 1.1}};
  std::uint32_t seed = 0;
  for (const Size3 size : sizes) {
    for (const Vec3 spacing : spacings) {
      for (const double density : {0.003, 0.1, 0.9}) {
        auto set = randomSet(size, density, ++seed);
        set[set.size() / 2] = 1;
        const auto slow = slowSquaredDistances(set, size, spacing);
        for (const std::size_t threads : {1U, 3U}) {
          const auto fast = squaredDistances(set, size, spacing, threads);
          for (std::size_t i = 0; i < slow.size(); ++i)
            ASSERT_NEAR(fast[i], slow[i], 1e-6 * slow[i]) << seed << " voxel " << i;
        }
      }
    }
  }
}

TEST(DistanceTransform, IsInfiniteWhereNothingIsSet) {
  const Size3 size{4, 3, 2};
  for (const float distance : squaredDistances(std::vector<std::uint8_t>(24), size, {1, 2, 3}))
    EXPECT_EQ(distance, std::numeric_limits<float>::infinity());
}

}  // namespace
}  // namespace limn
