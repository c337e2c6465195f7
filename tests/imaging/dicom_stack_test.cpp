// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/dicom_stack.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace limn {
namespace {

using imaging::buildVolumes;
using imaging::DicomFrame;
using imaging::DicomHeader;

DicomFrame frameAt(Vec3 position, int number = 1) {
  DicomFrame f;
  f.position = position;
  f.orientation = std::array{Vec3{1, 0, 0}, Vec3{0, 1, 0}};
  f.columnSpacing = f.rowSpacing = f.sliceSpacing = 1;
  f.instanceNumber = number;
  return f;
}

DicomHeader fileOf(std::vector<DicomFrame> frames) {
  DicomHeader h;
  h.format.rows = h.format.columns = 4;
  h.format.photometric = "MONOCHROME2";
  h.format.frames = static_cast<std::int64_t>(frames.size());
  h.frames = std::move(frames);
  return h;
}

TEST(DicomStack, IsNotSplitByRoundingNoise) {
  std::vector<DicomHeader> headers;
  for (int i = 0; i < 4; ++i) {
    auto frame = frameAt({0, 0, 2.0 * i + (i % 2 == 0 ? 0.0 : 4e-4)});
    if (i % 2 == 1) (*frame.orientation)[0] = {1, 1e-5, 0};
    headers.push_back(fileOf({frame}));
  }

  const auto volumes = buildVolumes(headers);

  ASSERT_EQ(volumes.size(), 1U);
  EXPECT_EQ(volumes[0].slices.size(), 4U);
  EXPECT_TRUE(volumes[0].warnings.empty());
}

TEST(DicomStack, SeparatesDirections) {
  auto sideways = frameAt({0, 0, 0});
  sideways.orientation = std::array{Vec3{0, 1, 0}, Vec3{0, 0, -1}};

  const auto volumes = buildVolumes(
      {fileOf({frameAt({0, 0, 0})}), fileOf({frameAt({0, 0, 1})}), fileOf({sideways})});

  ASSERT_EQ(volumes.size(), 2U);
  EXPECT_EQ(volumes[0].label, "stack 1 of 2");
  EXPECT_EQ(volumes[0].slices.size(), 2U);
  ASSERT_EQ(volumes[1].warnings.size(), 1U);
  EXPECT_NE(volumes[1].warnings[0].find("2 groups of slices"), std::string::npos);
}

TEST(DicomStack, TakesTheFramesOfOneFile) {
  const auto volumes =
      buildVolumes({fileOf({frameAt({0, 0, 4}), frameAt({0, 0, 0}), frameAt({0, 0, 2})})});

  ASSERT_EQ(volumes.size(), 1U);
  EXPECT_EQ(volumes[0].slices[0].frame, 1U);
  EXPECT_EQ(volumes[0].slices[1].frame, 2U);
  EXPECT_EQ(volumes[0].grid.spacing.z, 2);
}

TEST(DicomStack, OrdersImagesAtOnePlaceByWhatTellsThemApart) {
  auto late = frameAt({0, 0, 0}, 1), early = frameAt({0, 0, 0}, 2);
  late.moment = {200};
  early.moment = {100};

  const auto volumes = buildVolumes({fileOf({late}), fileOf({early})});

  ASSERT_EQ(volumes.size(), 2U);
  EXPECT_EQ(volumes[0].label, "time 1 of 2");
  EXPECT_EQ(volumes[0].slices[0].file, 1U) << "the earlier one, though its number is larger";
  EXPECT_TRUE(volumes[0].warnings.empty());
}

TEST(DicomStack, WarnsWhenPlacesHoldDifferentNumbersOfImages) {
  const auto second = frameAt({0, 0, 0}, 2);
  const auto first = frameAt({0, 0, 0}, 1), other = frameAt({0, 0, 1}, 3);

  const auto volumes = buildVolumes({fileOf({first}), fileOf({second}), fileOf({other})});

  ASSERT_EQ(volumes.size(), 2U);
  ASSERT_FALSE(volumes[0].warnings.empty());
  EXPECT_NE(volumes[0].warnings[0].find("up to 2 images"), std::string::npos);
}

TEST(DicomStack, KeepsMomentsApartWhenAnImageIsMissing) {
  std::vector<DicomHeader> headers;
  for (int z = 0; z < 3; ++z) {
    for (int t = 1; t <= 2; ++t) {
      if (z == 1 && t == 1) continue;
      auto frame = frameAt({0, 0, 1.0 * z}, 10 * z + t);
      frame.moment = {0, 1.0 * t};
      headers.push_back(fileOf({frame}));
    }
  }

  const auto volumes = buildVolumes(headers);

  ASSERT_EQ(volumes.size(), 2U);
  EXPECT_EQ(volumes[0].slices.size(), 2U);
  EXPECT_EQ(volumes[1].slices.size(), 3U) << "the image of the second moment stays in it";
  EXPECT_TRUE(volumes[1].warnings.empty());
}

TEST(DicomStack, FollowsImageNumbersWithoutPlaces) {
  std::vector<DicomHeader> headers;
  for (const int number : {3, 1, 2}) {
    DicomFrame f;
    f.instanceNumber = number;
    f.sliceSpacing = 3;
    headers.push_back(fileOf({f}));
  }

  const auto volumes = buildVolumes(headers);

  ASSERT_EQ(volumes.size(), 1U);
  EXPECT_EQ(volumes[0].slices[0].file, 1U);
  EXPECT_EQ(volumes[0].slices[2].file, 0U);
  EXPECT_EQ(volumes[0].grid.spacing, (Vec3{1, 1, 1}))
      << "3 mm count for nothing without the others";
  EXPECT_EQ(volumes[0].grid.calibration, Calibration::None);
  EXPECT_EQ(volumes[0].warnings.size(), 1U);
}

}  // namespace
}  // namespace limn
