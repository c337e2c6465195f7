// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_builder.h"
#include "limn/imaging/segmentation_io.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace limn {
namespace {

using imaging::readSegmentation;
using testing::ElementsAre;
using testing::HasSubstr;

class DicomSegmentationTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "seg.dcm"; }
  Result<Segmentation> readBack(const test::DicomSegments& segments) const {
    test::writeSegments(file(), segments);
    return readSegmentation(file());
  }
  /// Nine values of one plane, whose frames do not end with a byte.
  static test::SegmentFrame plane(double z, int segment, std::vector<std::uint8_t> values) {
    return {z, segment, std::move(values)};
  }
  test::TemporaryFolder folder_;
};

TEST_F(DicomSegmentationTest, FramesFollowEachOtherBitByBit) {
  for (const auto encoding :
       {test::DicomImage::Encoding::Explicit, test::DicomImage::Encoding::BigEndian,
        test::DicomImage::Encoding::Deflated}) {
    test::DicomSegments segments;
    segments.encoding = encoding;
    segments.frames = {plane(0, 1, {1, 0, 0, 0, 1, 0, 0, 0, 1}),
                       plane(2, 1, {0, 0, 1, 0, 1, 0, 1, 0, 0})};

    const auto read = readBack(segments);

    ASSERT_TRUE(read) << read.error().message();
    EXPECT_THAT(read->voxels, ElementsAre(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0));
    EXPECT_EQ(read->grid.spacing.z, 2);
    ASSERT_EQ(read->labels.size(), 1U);
    EXPECT_EQ(read->labels[0].name, "liver");
  }
}

TEST_F(DicomSegmentationTest, FramesMayComeInAnyOrderAndEmptyOnesAreThereAgain) {
  test::DicomSegments segments;
  segments.names = {"liver", "spleen"};
  segments.sliceSpacing = "2.5";
  segments.frames = {plane(7.5, 2, {0, 0, 0, 0, 1, 0, 0, 0, 0}),
                     plane(-2.5, 1, {1, 0, 0, 0, 0, 0, 0, 0, 0}),
                     plane(7.5, 1, {0, 0, 0, 0, 0, 0, 0, 0, 1})};

  const auto read = readBack(segments);

  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->grid.size, (Size3{3, 3, 5}));
  EXPECT_EQ(read->grid.origin, (WorldPoint{0, 0, -2.5}));
  EXPECT_EQ(read->voxels[0], 1);
  EXPECT_EQ(read->voxels[4 * 9 + 4], 2);
  EXPECT_EQ(read->voxels[4 * 9 + 8], 1);
  EXPECT_EQ(std::ranges::count(read->voxels, 0), 45 - 3);
}

TEST_F(DicomSegmentationTest, FractionsCountFromAHalfOn) {
  test::DicomSegments segments;
  segments.type = "FRACTIONAL";
  segments.frames = {plane(0, 1, {0, 64, 127, 128, 255, 0, 0, 0, 0})};

  const auto read = readBack(segments);

  ASSERT_TRUE(read) << read.error().message();
  EXPECT_THAT(read->voxels, ElementsAre(0, 0, 0, 1, 1, 0, 0, 0, 0));
}

TEST_F(DicomSegmentationTest, ALabelMapHoldsItsNumbers) {
  test::DicomSegments segments;
  segments.type = "LABELMAP";
  segments.names = {"liver", "spleen"};
  segments.frames = {plane(0, 0, {0, 1, 2, 0, 0, 0, 0, 0, 2})};

  const auto read = readBack(segments);

  ASSERT_TRUE(read) << read.error().message();
  EXPECT_THAT(read->voxels, ElementsAre(0, 1, 2, 0, 0, 0, 0, 0, 2));
}

TEST_F(DicomSegmentationTest, OverlappingSegmentsBecomeLayers) {
  test::DicomSegments segments;
  segments.names = {"liver", "tumour", "spleen"};
  segments.frames = {plane(0, 1, {1, 1, 1, 1, 1, 1, 0, 0, 0}),
                     plane(0, 2, {0, 0, 0, 0, 1, 1, 0, 0, 0}),
                     plane(0, 3, {0, 0, 0, 0, 0, 0, 1, 1, 0})};
  test::writeSegments(file(), segments);

  const auto masks = imaging::readMasks(file());
  const auto single = readSegmentation(file());

  ASSERT_TRUE(masks) << masks.error().message();
  ASSERT_EQ(masks->layers.size(), 2U);
  EXPECT_THAT(masks->layers[0].voxels, ElementsAre(1, 1, 1, 1, 1, 1, 3, 3, 0));
  EXPECT_THAT(masks->layers[1].voxels, ElementsAre(0, 0, 0, 0, 2, 2, 0, 0, 0));
  EXPECT_EQ(masks->layers[1].labels[0].name, "tumour");
  ASSERT_FALSE(single);
  EXPECT_EQ(single.error().code, ErrorCode::Unsupported);
  EXPECT_THAT(single.error().message(), HasSubstr("seg.dcm: its labels overlap"));
  EXPECT_THAT(single.error().message(), HasSubstr("limn convert"));
}

TEST_F(DicomSegmentationTest, ASegmentDescribedTwiceIsDamage) {
  test::DicomSegments segments;
  segments.names = {"liver", "spleen"};
  segments.frames = {plane(0, 1, {1, 0, 0, 0, 0, 0, 0, 0, 0})};
  segments.firstNumbers = {1, 1};

  EXPECT_THAT(readBack(segments).error().message(), HasSubstr("describes segment 1 twice"));
}

TEST_F(DicomSegmentationTest, WhatHasNoPlaceOrNoSegmentIsRefused) {
  test::DicomSegments unplaced;
  unplaced.isPlaced = false;
  unplaced.frames = {plane(0, 1, {1, 0, 0, 0, 0, 0, 0, 0, 0})};
  test::DicomSegments unknown;
  unknown.frames = {plane(0, 7, {1, 0, 0, 0, 0, 0, 0, 0, 0})};
  test::DicomSegments value;
  value.type = "LABELMAP";
  value.frames = {plane(0, 0, {9, 0, 0, 0, 0, 0, 0, 0, 0})};
  test::DicomSegments uneven;
  uneven.frames = {plane(0, 1, {1, 0, 0, 0, 0, 0, 0, 0, 0}),
                   plane(1, 1, {1, 0, 0, 0, 0, 0, 0, 0, 0}),
                   plane(2.4, 1, {1, 0, 0, 0, 0, 0, 0, 0, 0})};

  EXPECT_THAT(readBack(unplaced).error().message(), HasSubstr("does not say where it lies"));
  EXPECT_THAT(readBack(unknown).error().message(), HasSubstr("shows segment 7"));
  EXPECT_THAT(readBack(value).error().message(), HasSubstr("the value 9"));
  EXPECT_THAT(readBack(uneven).error().message(), HasSubstr("not evenly spaced"));
}

TEST_F(DicomSegmentationTest, TooFewBitsAreDamage) {
  test::DicomSegments segments;
  segments.columns = 64;
  segments.frames = {plane(0, 1, {1, 0, 0, 0, 0, 0, 0, 0, 0})};

  const auto read = readBack(segments);

  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::Unreadable);
  EXPECT_THAT(read.error().message(), HasSubstr("take 24 bytes, but the file has 2"));
}

TEST_F(DicomSegmentationTest, PlanesAFarWayApartTakeNoMemory) {
  test::DicomSegments segments;
  segments.sliceSpacing = "1";
  segments.frames = {plane(0, 1, {1, 0, 0, 0, 0, 0, 0, 0, 0}),
                     plane(90'000'000, 1, {1, 0, 0, 0, 0, 0, 0, 0, 0})};

  const auto read = readBack(segments);

  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message(), HasSubstr("more than can be held"));
}

TEST_F(DicomSegmentationTest, DamagedBytesAreReadOrRefused) {
  test::DicomSegments segments;
  segments.frames = {plane(0, 1, {1, 0, 0, 0, 1, 0, 0, 0, 1}),
                     plane(2, 1, {0, 0, 1, 0, 1, 0, 1, 0, 0})};
  test::writeSegments(file(), segments);
  std::ifstream in(file(), std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};

  int refused = 0;
  for (std::size_t at = 132; at < whole.size(); at += 3) {
    for (const char value : {'\xFF', '\0', '9'}) {
      std::string damaged = whole;
      damaged[at] = value;
      std::filesystem::remove(file());  // writing over a file waits for the disk
      std::ofstream(file(), std::ios::binary) << damaged;
      refused += readSegmentation(file()) ? 0 : 1;
    }
  }

  EXPECT_GT(refused, 0);
}

TEST_F(DicomSegmentationTest, AnImageIsNone) {
  test::DicomImage image;
  image.pixels = {0, 1, 1, 0, 0, 0};
  test::writeDicom(file(), image);

  const auto read = readSegmentation(file());

  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message(), HasSubstr("seg.dcm: an image, not a segmentation"));
}

TEST_F(DicomSegmentationTest, AFolderIsSearchedForThem) {
  test::DicomSegments segments;
  segments.frames = {plane(0, 1, {1, 0, 0, 0, 0, 0, 0, 0, 0})};
  test::DicomImage image;
  std::filesystem::create_directory(folder_.path() / "series");
  test::writeSeries(folder_.path() / "series", image, 2);
  test::writeSegments(file(), segments);

  EXPECT_THAT(imaging::segmentationsIn(folder_.path()), ElementsAre(file()));
}

}  // namespace
}  // namespace limn
