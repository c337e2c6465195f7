// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// Contours of other programs, and our own.
#include "dicom_mask_fixture.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <random>
#include <utility>

namespace limn {
namespace {

namespace fs = std::filesystem;
using imaging::Masks;
using imaging::readMasks;
using imaging::writeMasks;
using test::DicomMaskTest;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

/// Contours on the plain axes of this series: 10 x 8 pixels of 1 mm, 4 slices 2 mm apart.
class StructureSetTest : public DicomMaskTest {
 protected:
  StructureSetTest() {
    fs::remove_all(study());
    fs::create_directory(study());
    image_.columns = 10;
    image_.rows = 8;
    image_.orientation = "1\\0\\0\\0\\1\\0";
    image_.spacing = "1\\1";
    test::writeSeries(study(), image_, 4, 2);
  }
  Result<Masks> read(const std::vector<test::DicomRegion>& regions,
                     const std::string& frame = "1.2.3.99") const {
    test::writeRegions(file("rs.dcm"), regions, frame);
    return readMasks(file("rs.dcm"), {.reference = study()});
  }
  /// A rectangle with edges at x0, x1 and y0, y1 (mm).
  static std::string box(double x0, double y0, double x1, double y1, double z) {
    return fmt::format("{0}\\{1}\\{4}\\{2}\\{1}\\{4}\\{2}\\{3}\\{4}\\{0}\\{3}\\{4}", x0, y0, x1, y1,
                       z);
  }
  static std::vector<std::int64_t> perSlice(const Masks& masks, LabelId label) {
    std::vector<std::int64_t> counts;
    for (std::size_t z = 0; z < 4; ++z) {
      const auto from = masks.layers[0].voxels.begin() + static_cast<std::ptrdiff_t>(z * 80);
      counts.push_back(std::count(from, from + 80, label));
    }
    return counts;
  }
};

TEST_F(StructureSetTest, AHoleIsReadFromASecondContourAndFromAKeyhole) {
  const std::string outer = box(0.5, 0.5, 6.5, 6.5, 2), inner = box(2.5, 2.5, 4.5, 4.5, 2);
  const std::string keyhole =
      "0.5\\0.5\\2\\6.5\\0.5\\2\\6.5\\6.5\\2\\0.5\\6.5\\2\\0.5\\2.5\\2\\2.5\\2.5\\2\\2.5\\4.5\\2"
      "\\4.5\\4.5\\2\\4.5\\2.5\\2\\2.5\\2.5\\2\\0.5\\2.5\\2";
  for (const auto& [contours, type] : {std::pair{std::vector{outer, inner}, "CLOSED_PLANAR"},
                                       std::pair{std::vector{inner, outer}, "CLOSEDPLANAR_XOR"},
                                       std::pair{std::vector{keyhole}, "CLOSED_PLANAR"}}) {
    const auto masks = read({{"7", "shell", contours, type}});
    ASSERT_TRUE(masks) << masks.error().message();
    EXPECT_THAT(perSlice(*masks, 7), ElementsAre(0, 36 - 4, 0, 0)) << type;
  }
}

TEST_F(StructureSetTest, ContoursBetweenSlicesFillTheNearestSlice) {
  const auto masks = read({{"1", "between", {box(0.5, 0.5, 2.5, 2.5, 2.4)}}});
  ASSERT_TRUE(masks) << masks.error().message();
  EXPECT_THAT(perSlice(*masks, 1), ElementsAre(0, 4, 0, 0));
  EXPECT_THAT(masks->notes, Contains(HasSubstr("1 plane(s) of contours lie between")));
}

TEST_F(StructureSetTest, ContoursOnFinerPlanesAreNotInvertedAgainstEachOther) {
  std::vector<std::string> contours;
  for (double z = 0; z <= 6; z += 0.5)
    contours.push_back(box(0.5, 0.5, 2.5, 2.5, z));
  const auto masks = read({{"1", "fine", contours}});
  ASSERT_TRUE(masks) << masks.error().message();
  EXPECT_THAT(perSlice(*masks, 1), ElementsAre(4, 4, 4, 4));
}

TEST_F(StructureSetTest, ContoursOnEverySecondSliceFillThoseBetween) {
  const auto masks =
      read({{"1", "coarse", {box(0.5, 0.5, 2.5, 2.5, 0), box(0.5, 0.5, 4.5, 2.5, 4)}}});
  ASSERT_TRUE(masks) << masks.error().message();
  EXPECT_THAT(perSlice(*masks, 1), ElementsAre(4, 8, 8, 0)) << "each plane reaches half way";
}

TEST_F(StructureSetTest, AContourSmallerThanAPixelIsNotLost) {
  const auto masks = read(
      {{"1",
        "thread",
        {box(2.5, 2.5, 4.5, 4.5, 0), box(3.1, 3.1, 3.3, 3.4, 2), "3.2\\3.2\\4\\3.3\\3.3\\4"}}});
  ASSERT_TRUE(masks) << masks.error().message();
  EXPECT_THAT(perSlice(*masks, 1), ElementsAre(4, 1, 1, 0));
}

TEST_F(StructureSetTest, ValuesThatAreNoLabelsAreReplacedAndSaid) {
  const auto masks = read({{"0", "zero", {box(0.5, 0.5, 2.5, 2.5, 0)}},
                           {"70000", "large", {box(4.5, 0.5, 6.5, 2.5, 0)}}});
  ASSERT_TRUE(masks) << masks.error().message();
  EXPECT_EQ(perSlice(*masks, 1)[0] + perSlice(*masks, 2)[0], 8);
  EXPECT_THAT(masks->notes, Contains(HasSubstr("'zero' became label 1")));
}

TEST_F(StructureSetTest, WhatDoesNotFitIsRefused) {
  const std::string good = box(0.5, 0.5, 2.5, 2.5, 0);
  EXPECT_THAT(read({{"1", "a", {good}}}, "1.2.3.100").error().message(),
              HasSubstr("frame of reference 1.2.3.100"));
  EXPECT_THAT(read({{"1", "a", {box(500, 500, 510, 510, 0)}}}).error().message(),
              HasSubstr("all of its contours lie outside"));
  EXPECT_THAT(read({{"1", "a", {"0\\0\\0\\5\\0\\0\\5\\5\\6"}}}).error().message(),
              HasSubstr("runs across the slices"));
  EXPECT_THAT(read({{"1", "a", {"0\\0\\0\\5\\0"}}}).error().message(), HasSubstr("5 coordinates"));
  EXPECT_THAT(read({{"1", "a", {"0\\0\\0\\5\\x\\0"}}}).error().message(), HasSubstr("unreadable"));
  EXPECT_THAT(read({{"1", "a", {good}, "CLOSED_PLANAR", "99"}}).error().message(),
              HasSubstr("for 99 points"));
  EXPECT_THAT(read({{"1", "a", {good}}, {"1", "b", {good}}}).error().message(),
              HasSubstr("two of its regions have number 1"));
  EXPECT_THAT(read({{"one", "a", {good}}}).error().message(), HasSubstr("'one'"));
  EXPECT_THAT(read({}).error().message(), HasSubstr("describes no regions"));
  test::writeRegions(file("rs.dcm"), {{"1", "a", {good}}});
  EXPECT_THAT(readMasks(file("rs.dcm")).error().message(), HasSubstr("--reference"));
}

TEST_F(StructureSetTest, PointsAndOpenLinesAreSaid) {
  const auto masks =
      read({{"1", "a", {box(0.5, 0.5, 2.5, 2.5, 0)}}, {"2", "b", {"1\\1\\0"}, "POINT"}});
  ASSERT_TRUE(masks) << masks.error().message();
  EXPECT_THAT(masks->notes, Contains(HasSubstr("1 contour(s) are points or open lines")));
}

TEST_F(StructureSetTest, DamagedBytesAreReadOrRefused) {
  test::writeRegions(file("rs.dcm"), {{"1", "a", {box(0.5, 0.5, 2.5, 2.5, 0)}}});
  std::ifstream in(file("rs.dcm"), std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  int refused = 0;
  for (std::size_t at = 132; at < whole.size(); at += 2) {
    for (const char value : {'\xFF', '\0', '9'}) {
      std::string damaged = whole;
      damaged[at] = value;
      fs::remove(file("damaged.dcm"));
      std::ofstream(file("damaged.dcm"), std::ios::binary) << damaged;
      refused += readMasks(file("damaged.dcm"), {.reference = study()}) ? 0 : 1;
    }
  }
  EXPECT_GT(refused, 0);
}

TEST_F(StructureSetTest, RandomMasksComeBackWhole) {
  const Volume source = volume();
  std::mt19937 random(5);
  for (const double density : {0.1, 0.5, 0.9}) {
    Segmentation s{source.grid, {}, {}, source.source};
    for (std::int64_t i = 0; i < s.grid.size.voxels(); ++i)
      s.voxels.push_back(random() < density * 4294967295.0 ? LabelId{1} : LabelId{0});
    fs::remove(file("x.rtstruct.dcm"));
    const auto reports = writeMasks({{s}, {}, {}}, file("x.rtstruct.dcm"));
    ASSERT_TRUE(reports) << reports.error().message();
    EXPECT_EQ(readMasks(file("x.rtstruct.dcm"), {.reference = study()})->layers[0].voxels,
              s.voxels);
  }
}

}  // namespace
}  // namespace limn
