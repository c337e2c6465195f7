// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/volume.h"

#include "support/builders.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace limn {
namespace {

std::vector<std::byte> floats(std::initializer_list<float> values) {
  std::vector<std::byte> bytes(values.size() * 4);
  std::memcpy(bytes.data(), std::data(values), bytes.size());
  return bytes;
}

TEST(Volume, KnowsItsRangeAndValues) {
  const Volume volume = test::rampVolume(Size3{4, 5, 6});
  EXPECT_EQ(volume.minimum, 0);
  EXPECT_EQ(volume.maximum, 3 + 40 + 500);
  EXPECT_EQ(volume.value({1, 2, 3}), 321);
}

TEST(Volume, RangeLeavesOutWhatIsNotANumber) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  Grid grid;
  grid.size = {4, 1, 1};

  const auto volume = makeVolume(grid, PixelType::Float32, 1, floats({nan, -2, infinity, 7}));

  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->minimum, -2);
  EXPECT_EQ(volume->maximum, 7);
}

TEST(Volume, RefusesTooFewBytesAndOddChannels) {
  Grid grid;
  grid.size = {4, 1, 1};
  EXPECT_EQ(makeVolume(grid, PixelType::Int16, 1, std::vector<std::byte>(7)).error().code,
            ErrorCode::Unreadable);
  EXPECT_EQ(makeVolume(grid, PixelType::UInt8, 2, std::vector<std::byte>(8)).error().code,
            ErrorCode::Unsupported);
}

TEST(Error, MessageReadsFromTheOutsideIn) {
  const Error error =
      Error{ErrorCode::Unreadable, "it is cut short", {}}.withContext("slice 3").withContext(
          "series 7");
  EXPECT_EQ(error.message(), "series 7: slice 3: it is cut short");
  EXPECT_EQ(exitCode(error.code), 3);
  EXPECT_EQ(exitCode(ErrorCode::WrongUse), 2);
  EXPECT_EQ(exitCode(ErrorCode::CheckFailed), 1);
}

}  // namespace
}  // namespace limn
