// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "predict/picture_stock.h"

#include "support/builders.h"

#include <gtest/gtest.h>

namespace limn::core {
namespace {

class PictureStockTest : public testing::Test {
 protected:
  [[nodiscard]] SlicePicture rendered(SliceRef slice) const {
    return renderModelInput(volume, sliceLayout(volume.grid, slice.axis), slice.slice, mapping);
  }

  Volume volume = test::rampVolume(Size3{8, 7, 11});
  InputMapping mapping = volumeRangeMapping(volume);
  PictureStock stock{volume, mapping};
};

TEST_F(PictureStockTest, GivesWhatWasPreparedAndWhatWasNotAlike) {
  const std::vector<SliceRef> slices{{Axis::Z, 3}, {Axis::X, 2}, {Axis::Z, 4}};
  { const std::jthread ahead = stock.prepare({slices[2], {Axis::Y, 1}, slices[0]}); }

  const std::vector<SlicePicture> pictures = stock.take(slices, {});

  ASSERT_EQ(pictures.size(), 3U);
  for (std::size_t i = 0; i < slices.size(); ++i) {
    EXPECT_EQ(pictures[i], rendered(slices[i])) << i;
    EXPECT_EQ(pictures[i].series, seriesKey(volume)) << i;
  }
}

TEST_F(PictureStockTest, GivesASliceAsOftenAsItIsAskedFor) {
  stock.prepare({{Axis::Z, 3}}).join();

  const SlicePicture first = stock.take({{Axis::Z, 3}}, {}).front();

  EXPECT_EQ(stock.take({{Axis::Z, 3}}, {}).front(), first);
}

TEST_F(PictureStockTest, ForgetsWhatIsNotWantedAnyMore) {
  stock.prepare({{Axis::Z, 3}, {Axis::Z, 4}}).join();
  EXPECT_EQ(stock.size(), 2U);
  stock.prepare({{Axis::Z, 4}, {Axis::Z, 5}}).join();
  EXPECT_EQ(stock.size(), 2U);
  EXPECT_FALSE(stock.prepare({}).joinable());
  EXPECT_EQ(stock.size(), 0U);
}

TEST_F(PictureStockTest, StopsBetweenTwoSlices) {
  std::stop_source stop;
  stop.request_stop();

  EXPECT_TRUE(stock.take({{Axis::Z, 3}}, stop.get_token()).empty());
}

}  // namespace
}  // namespace limn::core
