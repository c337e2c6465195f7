// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/brush_stroke.h"

#include "support/builders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

namespace limn::core {
namespace {

using StrokeMode = BrushStroke::Mode;
using BrushShape = Brush::Shape;

std::set<std::int64_t> offsetsOf(const std::vector<WantedRun>& runs) {
  std::set<std::int64_t> offsets;
  for (const WantedRun& run : runs) {
    for (std::int64_t at = run.start; at < run.start + run.length; ++at)
      offsets.insert(at);
  }
  return offsets;
}

/// Distance in mm of a point to a straight way, by trying many points of the way.
double naiveDistance(Vec3 point, Vec3 from, Vec3 to) {
  double best = 1e9;
  for (int i = 0; i <= 4000; ++i)
    best = std::min(best, length(point - (from + (to - from) * (i / 4000.0))));
  return best;
}

Vec3 millimetres(const Grid& grid, VoxelPoint p) {
  return {p.x * grid.spacing.x, p.y * grid.spacing.y, p.z * grid.spacing.z};
}

const std::vector<LabelInfo> kLabels{
    {1, "a", {}, true, false}, {2, "b", {}, true, true}, {3, "c", {}, true, false}};

TEST(BrushStroke, ReachesExactlyWhatIsWithinTheRadiusOfItsWayInMillimetres) {
  std::mt19937 random(5);
  for (const Grid& grid : test::allAxisOrders({14, 12, 10}, {0.7, 1.1, 2.5})) {
    const Volume volume = test::rampVolume(grid);
    const auto axis = static_cast<Axis>(random() % 3);
    const SliceLayout layout = sliceLayout(grid, axis);
    const SliceRef slice{axis, layout.slices / 2};
    const auto pixel = [&] {
      return PixelPoint{static_cast<double>(random() % static_cast<unsigned>(layout.width)),
                        static_cast<double>(random() % static_cast<unsigned>(layout.height))};
    };
    const BrushShape shape = random() % 2 == 0 ? BrushShape::Disc : BrushShape::Sphere;
    const double radius = 1.3 + static_cast<double>(random() % 5);
    BrushStroke stroke(volume, kLabels, slice, 1, StrokeMode::Paint,
                       Brush{.shape = shape, .radius = radius});
    const std::vector<PixelPoint> way{pixel(), pixel(), pixel()};
    for (const PixelPoint at : way)
      stroke.moveTo(at);

    const auto reached = offsetsOf(stroke.wanted());
    const auto place = [&](PixelPoint p) {
      return millimetres(grid, layout.toVoxel(p, slice.slice));
    };
    for (std::int64_t offset = 0; offset < grid.size.voxels(); ++offset) {
      const VoxelIndex voxel{offset % grid.size.x, offset / grid.size.x % grid.size.y,
                             offset / (grid.size.x * grid.size.y)};
      if (shape == BrushShape::Disc && voxel[static_cast<int>(axis)] != slice.slice) {
        ASSERT_FALSE(reached.contains(offset)) << "a disc stays on its slice";
        continue;
      }
      const Vec3 here =
          millimetres(grid, {static_cast<double>(voxel.x), static_cast<double>(voxel.y),
                             static_cast<double>(voxel.z)});
      const double away = std::min(naiveDistance(here, place(way[0]), place(way[1])),
                                   naiveDistance(here, place(way[1]), place(way[2])));
      if (std::abs(away - radius) < 1e-3) continue;  // the naive distance is not exact
      ASSERT_EQ(reached.contains(offset), away < radius)
          << grid.axisCodes() << " voxel " << voxel.x << ',' << voxel.y << ',' << voxel.z;
    }
  }
}

TEST(BrushStroke, TheFootprintIsWhatOneClickPaints) {
  Grid grid;
  grid.size = {30, 30, 5};
  grid.spacing = {0.5, 1.5, 4};
  const Volume volume = test::rampVolume(grid);
  for (const Axis axis : {Axis::X, Axis::Y, Axis::Z}) {
    const SliceLayout layout = sliceLayout(grid, axis);
    const SliceRef slice{axis, 2};
    const PixelPoint centre{static_cast<double>(layout.width / 2),
                            static_cast<double>(layout.height / 2)};
    for (const double radius : {0.1, 1.5, 2.7}) {
      BrushStroke stroke(volume, kLabels, slice, 1, StrokeMode::Paint, Brush{.radius = radius});
      stroke.moveTo(centre);
      const Footprint footprint = brushFootprint(layout, radius, centre);
      Mask cut(layout.width, layout.height);
      for (std::int64_t y = 0; y < layout.height; ++y) {
        for (std::int64_t x = 0; x < layout.width; ++x) {
          const std::int64_t fx = x - footprint.x0, fy = y - footprint.y0;
          const bool isIn = fx >= 0 && fy >= 0 && fx < footprint.mask.width() &&
                            fy < footprint.mask.height() && footprint.mask.test(fx, fy);
          cut.set(x, y, isIn);
        }
      }
      EXPECT_EQ(stroke.wanted(), wantedOn(grid, slice, cut, 1)) << radius;
      EXPECT_GE(cut.count(), 1);
    }
  }
}

TEST(BrushStroke, ABrushSmallerThanAPixelLeavesNoGaps) {
  const Volume volume = test::rampVolume(Size3{20, 20, 1});
  BrushStroke stroke(volume, kLabels, {Axis::Z, 0}, 1, StrokeMode::Paint, Brush{.radius = 0.1});
  stroke.moveTo({2, 2});
  stroke.moveTo({15, 7});

  const auto reached = offsetsOf(stroke.wanted());
  for (std::int64_t x = 2; x <= 15; ++x) {
    EXPECT_TRUE(std::ranges::any_of(reached, [x](std::int64_t at) { return at % 20 == x; })) << x;
  }
  EXPECT_EQ(reached.size(), 14U);
}

TEST(BrushStroke, GoesOverTheEdgeOfThePicture) {
  const Volume volume = test::rampVolume(Size3{8, 8, 2});
  BrushStroke stroke(volume, kLabels, {Axis::Z, 0}, 1, StrokeMode::Paint, Brush{.radius = 2});
  const PixelBox outside = stroke.moveTo({-30, -30});
  EXPECT_TRUE(outside.isEmpty());
  EXPECT_TRUE(stroke.wanted().empty());

  stroke.moveTo({40, 40});
  const auto reached = offsetsOf(stroke.wanted());
  EXPECT_TRUE(reached.contains(0));
  EXPECT_TRUE(reached.contains(63));
  EXPECT_FALSE(reached.contains(7));
}

TEST(BrushStroke, PaintsOnlyValuesInTheRange) {
  const Volume volume = test::rampVolume(Size3{10, 10, 1});  // value = x + 10 y
  Brush brush{.radius = 20, .range = ValueRange{25, 27}};
  BrushStroke stroke(volume, kLabels, {Axis::Z, 0}, 1, StrokeMode::Paint, brush);
  const PixelBox box = stroke.moveTo({5, 5});

  EXPECT_EQ(box, (PixelBox{0, 0, 10, 10}));
  EXPECT_EQ(stroke.wanted(), (std::vector<WantedRun>{{25, 3, 1}}));
}

TEST(BrushStroke, KnowsTheValuesUnderTheFootprint) {
  const Volume volume = test::rampVolume(Size3{10, 10, 1});
  const SliceLayout layout = sliceLayout(volume.grid, Axis::Z);

  const auto range = valuesUnder(volume, {Axis::Z, 0}, brushFootprint(layout, 1, {4, 4}));
  ASSERT_TRUE(range);
  EXPECT_EQ(range->minimum, 34);
  EXPECT_EQ(range->maximum, 54);
  EXPECT_FALSE(valuesUnder(volume, {Axis::Z, 0}, brushFootprint(layout, 1, {40, 4})));
}

TEST(BrushStroke, ShowsWhatTheGateWillAllow) {
  const Volume volume = test::rampVolume(Size3{6, 1, 1});
  const auto labelsAfter = [&](StrokeMode mode, Overlap overlap) {
    BrushStroke stroke(volume, kLabels, {Axis::Z, 0}, 1, mode,
                       Brush{.radius = 1, .overlap = overlap});
    stroke.moveTo({1, 0});
    stroke.moveTo({3, 0});  // reaches 0 to 4
    std::vector<LabelId> after;
    const std::vector<LabelId> before{0, 1, 2, 3, 0, 0};
    for (std::size_t x = 0; x < before.size(); ++x)
      after.push_back(stroke.after(static_cast<std::int64_t>(x), 0, before[x]));
    return after;
  };

  EXPECT_EQ(labelsAfter(StrokeMode::Paint, Overlap::KeepOthers),
            (std::vector<LabelId>{1, 1, 2, 3, 1, 0}));
  EXPECT_EQ(labelsAfter(StrokeMode::Paint, Overlap::TakeUnlocked),
            (std::vector<LabelId>{1, 1, 2, 1, 1, 0}));
  EXPECT_EQ(labelsAfter(StrokeMode::Erase, Overlap::KeepOthers),
            (std::vector<LabelId>{0, 0, 2, 3, 0, 0}));
}

TEST(PolygonMask, FillsByTheEvenOddRule) {
  EXPECT_EQ(polygonMask(5, 4, {{0.5, 0.5}, {3.5, 0.5}, {3.5, 2.5}, {0.5, 2.5}}),
            test::drawMask("...../.###./.###./....."));
  const auto bowTie = polygonMask(7, 7, {{0.5, 0.5}, {6.5, 6.5}, {6.5, 0.5}, {0.5, 6.5}});
  EXPECT_TRUE(bowTie.test(1, 3));
  EXPECT_FALSE(bowTie.test(3, 1));
  EXPECT_TRUE(polygonMask(4, 4, {}).bounds().isEmpty());
  EXPECT_TRUE(polygonMask(4, 4, {{1, 1}, {2, 2}}).bounds().isEmpty());
  EXPECT_EQ(polygonMask(4, 4, {{-9, -9}, {99, -9}, {99, 99}, {-9, 99}}).count(), 16);
}

TEST(PolygonMask, AgreesWithCountingCrossingsPointByPoint) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> place(-3, 23);
  for (int round = 0; round < 100; ++round) {
    std::vector<PixelPoint> corners(3 + random() % 8);
    for (PixelPoint& corner : corners)
      corner = {place(random), place(random)};
    const Mask mask = polygonMask(20, 18, corners);
    for (std::int64_t y = 0; y < 18; ++y) {
      for (std::int64_t x = 0; x < 20; ++x) {
        bool isInside = false;
        for (std::size_t i = 0; i < corners.size(); ++i) {
          const PixelPoint a = corners[i], b = corners[(i + 1) % corners.size()];
          const auto px = static_cast<double>(x), py = static_cast<double>(y);
          if ((a.y > py) != (b.y > py) && px < (b.x - a.x) * (py - a.y) / (b.y - a.y) + a.x)
            isInside = !isInside;
        }
        ASSERT_EQ(mask.test(x, y), isInside) << round << ": " << x << ',' << y;
      }
    }
  }
}

}  // namespace
}  // namespace limn::core
