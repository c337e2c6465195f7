// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/model_input.h"

#include "support/builders.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <optional>

namespace limn::core {
namespace {

Volume floatRow(std::initializer_list<float> values) {
  Grid grid;
  grid.size = {static_cast<std::int64_t>(values.size()), 1, 1};
  std::vector<std::byte> bytes(values.size() * 4);
  std::memcpy(bytes.data(), std::data(values), bytes.size());
  return makeVolume(grid, PixelType::Float32, 1, std::move(bytes)).value();
}

std::vector<int> greys(const Volume& volume, const InputMapping& mapping) {
  const SlicePicture picture =
      renderModelInput(volume, sliceLayout(volume.grid, Axis::Z), 0, mapping);
  std::vector<int> list;
  for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
    EXPECT_EQ(picture.rgb[i], picture.rgb[i + 1]);
    EXPECT_EQ(picture.rgb[i], picture.rgb[i + 2]);
    list.push_back(picture.rgb[i]);
  }
  return list;
}

TEST(ModelInput, WholeVolumeRangeIsCutToBytesLikeThePublishedSlices) {
  const Volume volume = floatRow({-1000, 0, 500, 999, 1000});
  EXPECT_EQ(greys(volume, volumeRangeMapping(volume)), (std::vector{0, 127, 191, 254, 255}));
}

TEST(ModelInput, WindowClampsAndNotANumberIsBlack) {
  const Volume volume =
      floatRow({-500, -160, 40, 240, 500, std::numeric_limits<float>::quiet_NaN()});
  EXPECT_EQ(greys(volume, windowMapping({40, 400})), (std::vector{0, 0, 127, 255, 255, 0}));
}

TEST(ModelInput, AFlatVolumeIsBlackNotAnError) {
  const Volume volume = floatRow({7, 7, 7});
  EXPECT_EQ(greys(volume, volumeRangeMapping(volume)), (std::vector{0, 0, 0}));
}

TEST(ModelInput, ColourPassesThrough) {
  Grid grid;
  grid.size = {1, 1, 1};
  const auto volume =
      makeVolume(grid, PixelType::UInt8, 3, {std::byte{10}, std::byte{20}, std::byte{30}});
  const SlicePicture picture = renderModelInput(*volume, sliceLayout(grid, Axis::Z), 0, {});
  EXPECT_EQ(picture.rgb, (std::vector<std::uint8_t>{10, 20, 30}));
}

TEST(ModelInput, TheSamePatientGivesTheSamePictureInEveryAxisOrder) {
  // Values depend on the place in the patient, not on the place in the file.
  std::optional<SlicePicture> expected;
  for (Grid grid : test::allAxisOrders({5, 5, 5}, {1, 1, 1})) {
    grid.origin = {0, 0, 0};
    const WorldPoint middle = grid.toWorld({2, 2, 2});
    grid.origin = {-middle.x, -middle.y, -middle.z};
    std::vector<std::byte> data;
    for (std::int64_t z = 0; z < 5; ++z) {
      for (std::int64_t y = 0; y < 5; ++y) {
        for (std::int64_t x = 0; x < 5; ++x) {
          const WorldPoint w = grid.toWorld(
              {static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)});
          data.push_back(static_cast<std::byte>(static_cast<int>(62 + w.x + 5 * w.y + 25 * w.z)));
        }
      }
    }
    const Volume volume = makeVolume(grid, PixelType::UInt8, 1, std::move(data)).value();
    const SlicePicture picture =
        renderModelInput(volume, sliceLayout(grid, axisOf(grid, Anatomical::Coronal)), 2,
                         volumeRangeMapping(volume));
    if (!expected) expected = picture;
    EXPECT_EQ(picture, *expected) << grid.axisCodes();
  }
}

TEST(ModelInput, ContentKeyTellsPicturesApart) {
  SlicePicture a{2, 1, {1, 2, 3, 4, 5, 6}}, b = a, c{1, 2, a.rgb};
  EXPECT_EQ(contentKey(a), contentKey(b));
  b.rgb[5] = 7;
  EXPECT_NE(contentKey(a), contentKey(b));
  EXPECT_NE(contentKey(a), contentKey(c));
}

TEST(ModelInput, MappingsDescribeThemselves) {
  EXPECT_EQ(describe({InputMapping::Kind::VolumeRange, -1024, 3071}), "volume -1024..3071");
  EXPECT_EQ(describe(windowMapping({40, 400})), "window 40/400");
}

}  // namespace
}  // namespace limn::core
