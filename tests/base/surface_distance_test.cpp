// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/surface_distance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace limn {
namespace {

using Voxels = std::vector<std::uint8_t>;

Voxels box(Size3 size, VoxelIndex first, VoxelIndex last) {
  Voxels mask(static_cast<std::size_t>(size.voxels()));
  for (std::int64_t z = first.z; z <= last.z; ++z) {
    for (std::int64_t y = first.y; y <= last.y; ++y) {
      for (std::int64_t x = first.x; x <= last.x; ++x)
        mask[static_cast<std::size_t>(x + size.x * (y + size.y * z))] = 1;
    }
  }
  return mask;
}

/// The definition, word by word: every surface voxel against every other.
class SlowDistance {
 public:
  SlowDistance(Size3 size, Vec3 spacing) : size_(size), spacing_(spacing) {}

  [[nodiscard]] std::vector<double> fromTo(const Voxels& a, const Voxels& b) const {
    std::vector<double> all;
    const auto to = surface(b);
    for (const Vec3& p : surface(a)) {
      double nearest = 1e300;
      for (const Vec3& q : to)
        nearest = std::min(nearest, std::sqrt(dot(p - q, p - q)));
      all.push_back(nearest);
    }
    return all;
  }

 private:
  [[nodiscard]] bool test(const Voxels& mask, std::int64_t x, std::int64_t y,
                          std::int64_t z) const {
    if (x < 0 || y < 0 || z < 0 || x >= size_.x || y >= size_.y || z >= size_.z) return false;
    return mask[static_cast<std::size_t>(x + size_.x * (y + size_.y * z))] != 0;
  }
  [[nodiscard]] std::vector<Vec3> surface(const Voxels& mask) const {
    std::vector<Vec3> all;
    for (std::int64_t z = 0; z < size_.z; ++z) {
      for (std::int64_t y = 0; y < size_.y; ++y) {
        for (std::int64_t x = 0; x < size_.x; ++x) {
          const bool inner = test(mask, x - 1, y, z) && test(mask, x + 1, y, z) &&
                             test(mask, x, y - 1, z) && test(mask, x, y + 1, z) &&
                             (size_.z == 1 || (test(mask, x, y, z - 1) && test(mask, x, y, z + 1)));
          if (test(mask, x, y, z) && !inner) {
            all.push_back({static_cast<double>(x) * spacing_.x, static_cast<double>(y) * spacing_.y,
                           static_cast<double>(z) * spacing_.z});
          }
        }
      }
    }
    return all;
  }

  Size3 size_;
  Vec3 spacing_;
};

double sorted95(std::vector<double> values) {
  std::ranges::sort(values);
  const double rank = 0.95 * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const double next = values[std::min(below + 1, values.size() - 1)];
  return values[below] + (next - values[below]) * (rank - static_cast<double>(below));
}

TEST(SurfaceDistance, EqualsTheDefinitionOnRandomMasksOfAnySpacing) {
  std::mt19937 random(7);
  for (const Size3 size : {Size3{9, 8, 6}, Size3{20, 17, 1}, Size3{3, 2, 5}}) {
    for (const Vec3 spacing : {Vec3{1, 1, 1}, Vec3{0.7, 0.8, 3}}) {
      Voxels a(static_cast<std::size_t>(size.voxels())), b = a;
      for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] = random() % 2;
        b[i] = random() % 5 == 0 ? 1 : 0;
      }
      const SlowDistance slow(size, spacing);
      const auto aToB = slow.fromTo(a, b), bToA = slow.fromTo(b, a);
      ASSERT_FALSE(bToA.empty());
      double sum = 0, within = 0;
      for (const auto* list : {&aToB, &bToA}) {
        for (const double distance : *list) {
          sum += distance;
          within += distance <= 0.75 ? 1 : 0;
        }
      }
      const auto both = static_cast<double>(aToB.size() + bToA.size());

      const auto fast = surfaceDistance(a, b, size, spacing, 0.75);

      ASSERT_TRUE(fast.has_value());
      EXPECT_EQ(fast->inA, aToB.size());
      EXPECT_EQ(fast->inB, bToA.size());
      EXPECT_NEAR(fast->average, sum / both, 1e-5);
      EXPECT_NEAR(fast->surfaceDice, within / both, 1e-12);
      EXPECT_NEAR(fast->hausdorff95, std::max(sorted95(aToB), sorted95(bToA)), 1e-5);
    }
  }
}

TEST(SurfaceDistance, IsTheShiftOfABoxInMillimetres) {
  const Size3 size{30, 20, 10};
  const Voxels a = box(size, {5, 5, 3}, {14, 12, 6}), b = box(size, {5, 5, 5}, {14, 12, 8});
  const auto apart = surfaceDistance(a, b, size, {1, 1, 2.5}, 4.9);
  ASSERT_TRUE(apart.has_value());
  EXPECT_DOUBLE_EQ(apart->hausdorff95, 5);
  EXPECT_LT(apart->surfaceDice, 1);
  EXPECT_EQ(surfaceDistance(a, b, size, {1, 1, 2.5}, 5)->surfaceDice, 1);
}

TEST(SurfaceDistance, OfAMaskToItselfIsNothingAndOfAnEmptyOneIsNotDefined) {
  const Size3 size{6, 6, 1};
  const Voxels a = box(size, {0, 0, 0}, {3, 3, 0}), none(36);
  const auto same = surfaceDistance(a, a, size, {1, 1, 1}, 0);
  ASSERT_TRUE(same.has_value());
  EXPECT_EQ(same->inA, 12U);  // its corner at the edge of the picture belongs to the surface
  EXPECT_EQ(same->average, 0);
  EXPECT_EQ(same->surfaceDice, 1);
  EXPECT_FALSE(surfaceDistance(a, none, size, {1, 1, 1}, 1).has_value());
  EXPECT_FALSE(surfaceDistance(none, none, size, {1, 1, 1}, 1).has_value());
}

}  // namespace
}  // namespace limn
