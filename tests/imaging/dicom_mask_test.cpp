// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// Masks written as DICOM segmentations and structure sets, and read again.
#include "dicom_builder.h"
#include "limn/imaging/mask_file.h"
#include "limn/imaging/segmentation_io.h"
#include "limn/imaging/study_reader.h"
#include "support/temporary_folder.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <set>

namespace limn {
namespace {

namespace fs = std::filesystem;
using imaging::LabelCodes;
using imaging::Masks;
using imaging::readMasks;
using imaging::writeMasks;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr int kColumns = 9, kRows = 7, kSlices = 5;

class DicomMaskTest : public testing::Test {
 protected:
  DicomMaskTest() {
    fs::create_directory(study());
    // Oblique, with other distances between rows than between columns.
    image_.columns = kColumns;
    image_.rows = kRows;
    image_.orientation = "0.8\\0.6\\0\\-0.6\\0.8\\0";
    image_.spacing = "2\\0.5";
    image_.frameOfReference = "1.2.3.99";
    image_.patientId = "PID-1";
    image_.patientName = "Doe^Jane";
    test::writeSeries(study(), image_, kSlices, 2.5);
  }
  [[nodiscard]] fs::path study() const { return folder_.path() / "study"; }
  [[nodiscard]] fs::path file(const std::string& name) const { return folder_.path() / name; }

  [[nodiscard]] Volume volume() const { return *imaging::readVolume(study()); }
  /// Two labels whose values are no segment numbers; label 9 has a hole, and slice 4 is empty.
  [[nodiscard]] Masks masks() const {
    const Volume source = volume();
    Segmentation s{
        source.grid, std::vector<LabelId>(kColumns * kRows * kSlices), {}, source.source};
    for (VoxelIndex v; v.z < kSlices - 1; ++v.z) {
      for (v.y = 1; v.y < 6; ++v.y) {
        for (v.x = 1; v.x < 6; ++v.x) {
          const bool isHole = v.x == 3 && v.y == 3;
          if (!isHole) s.voxels[static_cast<std::size_t>(s.grid.offset(v))] = 9;
        }
      }
      if (v.z == 2) s.voxels[static_cast<std::size_t>(s.grid.offset({8, 6, 2}))] = 300;
    }
    s.labels = {{9, "Leber groß", {200, 30, 40}}, {300, "tumour", {10, 220, 30}}};
    LabelCodes codes;
    codes.category = {"123037004", "SCT", "Anatomical Structure"};
    codes.type = {"10200004", "SCT", "Liver"};
    codes.typeModifier = {"7771000", "SCT", "Left"};
    return {{s}, {{9, codes}}, {}};
  }
  /// The second layer has a label that lies within the first.
  [[nodiscard]] Masks overlapping() const {
    Masks two = masks();
    Segmentation layer = two.layers[0];
    std::ranges::fill(layer.voxels, LabelId{0});
    layer.voxels[static_cast<std::size_t>(layer.grid.offset({2, 2, 1}))] = 4;
    layer.labels = {{4, "lesion", {1, 2, 3}}};
    two.layers.push_back(layer);
    return two;
  }
  test::DicomImage image_;
  test::TemporaryFolder folder_;
};

DcmDataset* dataSetOf(DcmFileFormat& format, const fs::path& file) {
  EXPECT_TRUE(format.loadFile(file.c_str()).good());
  return format.getDataset();
}

std::string text(DcmItem& item, const DcmTagKey& tag) {
  OFString value;
  return item.findAndGetOFStringArray(tag, value).good() ? value.c_str() : "";
}

TEST_F(DicomMaskTest, ASegmentationComesBackVoxelByVoxelWithItsLabels) {
  const Masks written = masks();

  const auto reports = writeMasks(written, file("seg.dcm"));
  ASSERT_TRUE(reports) << reports.error().message();
  const auto read = readMasks(file("seg.dcm"), {.reference = study()});

  ASSERT_TRUE(read) << read.error().message();
  ASSERT_EQ(read->layers.size(), 1U);
  EXPECT_EQ(read->layers[0].voxels, written.layers[0].voxels);
  EXPECT_LT(largestCornerDistance(read->layers[0].grid, written.layers[0].grid), 1e-6);
  ASSERT_EQ(read->layers[0].labels.size(), 2U);
  EXPECT_EQ(read->layers[0].labels[0].id, 9);
  EXPECT_EQ(read->layers[0].labels[0].name, "Leber groß");
  const Rgb colour = read->layers[0].labels[0].color;
  EXPECT_NEAR(colour.r, 200, 1);
  EXPECT_NEAR(colour.g, 30, 1);
  EXPECT_NEAR(colour.b, 40, 1);
  EXPECT_EQ(read->layers[0].labels[1].id, 300);
  EXPECT_EQ(read->codes.at(9), written.codes.at(9));
  EXPECT_EQ(read->codes.at(300).type, (imaging::Code{"85756007", "SCT", "Tissue"}));
  EXPECT_THAT(reports->front().notes, Contains(HasSubstr("1 label(s) have no code")));
  EXPECT_TRUE(fs::exists(file("seg.dcm.json")));
}

TEST_F(DicomMaskTest, ASegmentationBelongsToThePatientStudyAndSlicesOfItsSource) {
  ASSERT_TRUE(writeMasks(masks(), file("seg.dcm")));
  DcmFileFormat format, source;
  DcmDataset& seg = *dataSetOf(format, file("seg.dcm"));
  DcmDataset& first = *dataSetOf(source, study() / "000.dcm");

  for (const DcmTagKey& tag :
       {DCM_PatientName, DCM_PatientID, DCM_StudyInstanceUID, DCM_FrameOfReferenceUID})
    EXPECT_EQ(text(seg, tag), text(first, tag)) << tag.toString();
  EXPECT_NE(text(seg, DCM_SeriesInstanceUID), text(first, DCM_SeriesInstanceUID));
  EXPECT_EQ(text(seg, DCM_NumberOfFrames), "5") << "four frames of label 9, one of label 300";
  DcmItem* series = nullptr;
  ASSERT_TRUE(seg.findAndGetSequenceItem(DCM_ReferencedSeriesSequence, series).good());
  EXPECT_EQ(text(*series, DCM_SeriesInstanceUID), text(first, DCM_SeriesInstanceUID));
  DcmSequenceOfItems* instances = nullptr;
  ASSERT_TRUE(series->findAndGetSequence(DCM_ReferencedInstanceSequence, instances).good());
  EXPECT_EQ(instances->card(), 5UL) << "every image of the series";
  DcmSequenceOfItems* frames = nullptr;
  ASSERT_TRUE(seg.findAndGetSequence(DCM_PerFrameFunctionalGroupsSequence, frames).good());
  DcmItem* position = nullptr;
  ASSERT_TRUE(
      frames->getItem(4)->findAndGetSequenceItem(DCM_PlanePositionSequence, position).good());
  EXPECT_EQ(text(*position, DCM_ImagePositionPatient), "0\\0\\5") << "slice 2, as in its image";
}

TEST_F(DicomMaskTest, AMaskInAnotherOrderOfVoxelsIsWrittenOnTheSlicesOfTheSeries) {
  Masks turned = masks();
  const Segmentation straight = turned.layers[0];
  Segmentation& s = turned.layers[0];
  // Rows from below, slices from the other end, as NIfTI files of a DICOM series are.
  const WorldPoint corner = s.grid.toWorld({0, kRows - 1, kSlices - 1});
  s.grid.origin = corner;
  s.grid.axes[1] = s.grid.axes[1] * -1;
  s.grid.axes[2] = s.grid.axes[2] * -1;
  for (VoxelIndex v; v.z < kSlices; ++v.z) {
    for (v.y = 0; v.y < kRows; ++v.y) {
      for (v.x = 0; v.x < kColumns; ++v.x) {
        const VoxelIndex there{v.x, kRows - 1 - v.y, kSlices - 1 - v.z};
        s.voxels[static_cast<std::size_t>(s.grid.offset(v))] =
            straight.voxels[static_cast<std::size_t>(straight.grid.offset(there))];
      }
    }
  }
  s.source = {};

  for (const char* name : {"seg.dcm", "set.rtstruct.dcm"}) {
    const auto reports = writeMasks(turned, file(name), {.reference = study()});
    ASSERT_TRUE(reports) << reports.error().message();
    const auto read = readMasks(file(name), {.reference = study()});
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->layers[0].voxels, straight.voxels) << name;
  }
}

TEST_F(DicomMaskTest, LabelsThatOverlapStayWholeInEveryFormat) {
  const Masks written = overlapping();
  for (const char* name : {"seg.dcm", "set.rtstruct.dcm", "layers.seg.nrrd"}) {
    const auto reports = writeMasks(written, file(name));
    ASSERT_TRUE(reports) << reports.error().message();
    const auto read = readMasks(file(name), {.reference = study()});
    ASSERT_TRUE(read) << read.error().message();
    ASSERT_EQ(read->layers.size(), 2U) << name;
    std::vector<std::int64_t> counts;
    for (const LabelId label : {4, 9, 300}) {
      std::int64_t count = 0;
      for (const auto& layer : read->layers)
        count += std::ranges::count(layer.voxels, label);
      counts.push_back(count);
    }
    EXPECT_THAT(counts, ElementsAre(1, 4 * 24, 1)) << name;
  }

  const auto split = writeMasks(written, file("mask.nii.gz"));
  ASSERT_TRUE(split) << split.error().message();
  ASSERT_EQ(split->size(), 2U);
  EXPECT_EQ(split->at(0).file, file("mask_layer1.nii.gz"));
  EXPECT_EQ(split->at(1).file, file("mask_layer2.nii.gz"));
  EXPECT_THAT(split->at(1).notes, Contains(HasSubstr("labels overlap")));
  EXPECT_EQ(readMasks(file("mask_layer2.nii.gz"))->layers[0].voxels, written.layers[1].voxels);
  EXPECT_FALSE(fs::exists(file("mask.nii.gz")));
}

TEST_F(DicomMaskTest, AStructureSetComesBackWithHolesNumbersColoursAndCodes) {
  const Masks written = masks();

  const auto reports = writeMasks(written, file("set.rtstruct.dcm"));
  ASSERT_TRUE(reports) << reports.error().message();
  const auto read = readMasks(file("set.rtstruct.dcm"), {.reference = study()});

  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->layers[0].voxels, written.layers[0].voxels);
  ASSERT_EQ(read->layers[0].labels.size(), 2U);
  EXPECT_EQ(read->layers[0].labels[0], written.layers[0].labels[0]);
  EXPECT_EQ(read->layers[0].labels[1].id, 300);
  EXPECT_EQ(read->codes.at(9).type, written.codes.at(9).type);
  EXPECT_THAT(reports->front().notes, Contains(HasSubstr("category, region and modifiers")));
}

TEST_F(DicomMaskTest, WhatCannotBeWrittenIsRefusedAndLeavesNothing) {
  const auto refusal = [&](const Masks& masks, const imaging::MaskWriteOptions& options = {}) {
    std::string message;
    for (const char* name : {"x.dcm", "x.rtstruct.dcm"}) {
      const auto reports = writeMasks(masks, file(name), options);
      EXPECT_FALSE(reports);
      if (!reports) message = reports.error().message();
    }
    return message;
  };
  Masks empty = masks();
  std::ranges::fill(empty.layers[0].voxels, LabelId{0});
  Masks homeless = masks();
  homeless.layers[0].source = {};
  Masks elsewhere = masks();
  elsewhere.layers[0].grid.origin.x += 1;
  Masks otherFrame = masks();
  otherFrame.layers[0].source.frameOfReferenceUid = "1.2.3.100";

  EXPECT_THAT(refusal(empty), HasSubstr("no voxel is labelled"));
  EXPECT_THAT(refusal(homeless), HasSubstr("--reference"));
  EXPECT_THAT(refusal(elsewhere), HasSubstr("do not lie on the same grid"));
  EXPECT_THAT(refusal(otherFrame), HasSubstr("frame of reference 1.2.3.100"));
  EXPECT_THAT(refusal(masks(), {.reference = file("absent")}), HasSubstr("does not exist"));
  std::vector<std::string> left;
  for (const auto& entry : fs::directory_iterator(folder_.path()))
    left.push_back(entry.path().filename().string());
  EXPECT_THAT(left, ElementsAre("study"));
}

TEST_F(DicomMaskTest, ASeriesWithoutFrameOfReferenceIsRefused) {
  image_.frameOfReference.clear();
  test::writeSeries(study(), image_, kSlices, 2.5);

  const auto reports = writeMasks(masks(), file("seg.dcm"));

  ASSERT_FALSE(reports);
  EXPECT_EQ(reports.error().code, ErrorCode::Unsupported);
  EXPECT_THAT(reports.error().message(), HasSubstr("no frame of reference UID"));
}

TEST_F(DicomMaskTest, ASegmentationOfAnotherFrameOfReferenceIsNotPlaced) {
  ASSERT_TRUE(writeMasks(masks(), file("seg.dcm")));
  image_.frameOfReference = "1.2.3.100";
  test::writeSeries(study(), image_, kSlices, 2.5);

  const auto read = readMasks(file("seg.dcm"), {.reference = study()});

  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::Mismatch);
  EXPECT_THAT(read.error().message(), HasSubstr("1.2.3.100"));
}

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
