// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "contours.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <string>

namespace limn {
namespace {

using imaging::invertInside;
using imaging::outlinesOf;
using Polygon = std::vector<PixelPoint>;

Mask maskFrom(const std::vector<std::string>& rows) {
  Mask mask(static_cast<std::int64_t>(rows[0].size()), static_cast<std::int64_t>(rows.size()));
  for (std::size_t y = 0; y < rows.size(); ++y) {
    for (std::size_t x = 0; x < rows[y].size(); ++x)
      mask.set(static_cast<std::int64_t>(x), static_cast<std::int64_t>(y), rows[y][x] == '#');
  }
  return mask;
}

Mask randomMask(std::int64_t width, std::int64_t height, double density, std::uint32_t seed) {
  std::mt19937 random(seed);
  Mask mask(width, height);
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x)
      mask.set(x, y, random() < density * 4294967295.0);
  }
  return mask;
}

/// Another way to fill: the winding number by angles, for one point. Channels there and back add
/// nothing, and holes run the other way round.
int windingNumber(const Polygon& polygon, double x, double y) {
  double sum = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const PixelPoint a = polygon[i], b = polygon[(i + 1) % polygon.size()];
    const double ax = a.x - x, ay = a.y - y, bx = b.x - x, by = b.y - y;
    sum += std::atan2(ax * by - ay * bx, ax * bx + ay * by);
  }
  return static_cast<int>(std::lround(sum / (2 * std::numbers::pi)));
}

double areaOf(const Polygon& polygon) {
  double sum = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const PixelPoint a = polygon[i], b = polygon[(i + 1) % polygon.size()];
    sum += a.x * b.y - b.x * a.y;
  }
  return std::abs(sum) / 2;
}

void expectOutlined(const Mask& mask, const std::string& what) {
  const auto polygons = outlinesOf(mask);
  Mask filled(mask.width(), mask.height());
  double area = 0;
  for (const Polygon& polygon : polygons) {
    invertInside(filled, polygon);
    area += areaOf(polygon);
  }
  EXPECT_EQ(filled, mask) << what;
  EXPECT_DOUBLE_EQ(area, static_cast<double>(mask.count())) << what;
  for (std::int64_t y = 0; y < mask.height(); ++y) {
    for (std::int64_t x = 0; x < mask.width(); ++x) {
      int winding = 0;
      for (const Polygon& polygon : polygons)
        winding += windingNumber(polygon, static_cast<double>(x), static_cast<double>(y));
      ASSERT_EQ(winding, mask.test(x, y) ? 1 : 0) << what << " at " << x << ", " << y;
    }
  }
}

TEST(Contours, GiveRandomMasksBackWithTheirArea) {
  std::uint32_t seed = 0;
  for (const double density : {0.02, 0.3, 0.5, 0.7, 0.97}) {
    for (int i = 0; i < 12; ++i) {
      ++seed;
      expectOutlined(randomMask(1 + seed % 23, 1 + seed % 17, density, seed),
                     "seed " + std::to_string(seed));
    }
  }
}

TEST(Contours, JoinHolesAndKeepIslandsInHolesApart) {
  const Mask mask = maskFrom({"#########",  //
                              "#...#...#",  //
                              "#.#.#...#",  //
                              "#...#...#",  //
                              "#########",  //
                              "...#....."});
  const auto polygons = outlinesOf(mask);
  EXPECT_EQ(polygons.size(), 2U) << "the frame with both holes, and the island";
  expectOutlined(mask, "frame");
}

TEST(Contours, SeparatePixelsThatTouchAtACorner) {
  const Mask mask = maskFrom({"#.", ".#"});
  EXPECT_EQ(outlinesOf(mask).size(), 2U);
  for (const Polygon& polygon : outlinesOf(mask))
    EXPECT_EQ(polygon.size(), 4U);
}

TEST(Contours, OfNothingAreNone) {
  EXPECT_TRUE(outlinesOf(Mask(4, 3)).empty());
  EXPECT_TRUE(outlinesOf(Mask()).empty());
}

TEST(Contours, AFillingReachesNoFartherThanTheImage) {
  Mask mask(4, 3);
  EXPECT_EQ(invertInside(mask, Polygon{{-1e18, -1e18}, {1e18, -1e18}, {1e18, 1e18}, {-1e18, 1e18}}),
            12);
  EXPECT_EQ(invertInside(mask, Polygon{{10, 0}, {12, 0}, {12, 2}}), 0);
  EXPECT_EQ(invertInside(mask, Polygon{{1, 1}, {2, 2}}), 0);
  EXPECT_EQ(mask.count(), 12);
}

}  // namespace
}  // namespace limn
