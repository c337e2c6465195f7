// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "views/slice_renderer.h"

#include "limn/base/slice_layout.h"
#include "support/builders.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace limn::gui {
namespace {

template <class T>
Volume volumeOf(PixelType type, std::vector<T> samples, int channels = 1) {
  Grid grid;
  grid.size = {static_cast<std::int64_t>(samples.size()) / channels, 1, 1};
  std::vector<std::byte> data(samples.size() * sizeof(T));
  std::memcpy(data.data(), samples.data(), data.size());
  return makeVolume(grid, type, channels, std::move(data)).value();
}

std::vector<int> greys(const Volume& volume, const GreyScale& scale) {
  SliceRenderer renderer;
  const SliceLayout layout = sliceLayout(volume.grid, Axis::Z);
  const QImage image = renderer.render(sliceView(volume, layout, 0), scale);
  std::vector<int> levels;
  for (int x = 0; x < image.width(); ++x)
    levels.push_back(qGray(image.pixel(x, 0)));
  return levels;
}

TEST(SliceRenderer, SpansTheWindowFromBlackToWhite) {
  const Volume volume = volumeOf<std::int16_t>(PixelType::Int16, {-2000, -160, 60, 240, 3000});

  EXPECT_EQ(greys(volume, {{40, 400}, false}), (std::vector<int>{0, 0, 140, 255, 255}));
}

TEST(SliceRenderer, InvertsGreys) {
  const Volume volume = volumeOf<std::int16_t>(PixelType::Int16, {-160, 240});

  EXPECT_EQ(greys(volume, {{40, 400}, true}), (std::vector<int>{255, 0}));
}

TEST(SliceRenderer, ReadsUnsignedSamplesAboveTheSignedRange) {
  const Volume volume = volumeOf<std::uint16_t>(PixelType::UInt16, {0, 60000});

  EXPECT_EQ(greys(volume, {{30000, 60000}, false}), (std::vector<int>{0, 255}));
}

TEST(SliceRenderer, ShowsWhatIsNoNumberAsBlack) {
  const Volume volume = volumeOf<float>(
      PixelType::Float32, {0.0F, 1.0F, std::numeric_limits<float>::quiet_NaN(), 0.5F});

  EXPECT_EQ(greys(volume, {{0.5, 1}, false}), (std::vector<int>{0, 255, 0, 128}));
}

TEST(SliceRenderer, KeepsColours) {
  const Volume volume = volumeOf<std::uint8_t>(PixelType::UInt8, {10, 20, 30, 255, 0, 7}, 3);
  SliceRenderer renderer;

  const QImage image = renderer.render(sliceView(volume, sliceLayout(volume.grid, Axis::Z), 0),
                                       {{127.5, 255}, false});

  EXPECT_EQ(image.pixel(0, 0), qRgb(10, 20, 30));
  EXPECT_EQ(image.pixel(1, 0), qRgb(255, 0, 7));
}

TEST(SliceRenderer, FollowsAChangedScale) {
  const Volume volume = volumeOf<std::uint8_t>(PixelType::UInt8, {100});
  SliceRenderer renderer;
  const ImageView slice = sliceView(volume, sliceLayout(volume.grid, Axis::Z), 0);
  const QRgb first = renderer.render(slice, {{127.5, 255}, false}).pixel(0, 0);

  const QRgb second = renderer.render(slice, {{50, 100}, false}).pixel(0, 0);

  EXPECT_EQ(qGray(first), 100);
  EXPECT_EQ(qGray(second), 255);
}

TEST(SliceRenderer, DrawsAFlippedVolumeTheSameWayUp) {
  Grid grid;
  grid.size = {3, 2, 1};
  const Volume plain = test::rampVolume(grid);
  Grid mirrored = grid;  // the same voxels in a file that counts from the other side
  mirrored.axes[0] = {-1, 0, 0};
  mirrored.origin = {2, 0, 0};
  Volume flipped = test::rampVolume(mirrored);
  std::vector<std::byte> data(6 * sizeof(std::int16_t));
  for (int i = 0; i < 6; ++i) {
    const auto value = static_cast<std::int16_t>(2 - i % 3 + 10 * (i / 3));
    std::memcpy(data.data() + i * 2, &value, 2);
  }
  flipped.data = std::make_shared<const VoxelBuffer>(std::move(data));
  SliceRenderer renderer;
  const GreyScale scale{{6, 12}, false};

  const QImage one = renderer.render(sliceView(plain, sliceLayout(grid, Axis::Z), 0), scale);
  const QImage other =
      renderer.render(sliceView(flipped, sliceLayout(mirrored, Axis::Z), 0), scale);

  EXPECT_EQ(one, other);
}

}  // namespace
}  // namespace limn::gui
