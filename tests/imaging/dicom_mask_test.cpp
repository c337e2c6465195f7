// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// Masks written as DICOM segmentations and structure sets, and read again.
#include "dicom_mask_fixture.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace limn {
namespace {

namespace fs = std::filesystem;
using imaging::Masks;
using imaging::readMasks;
using imaging::writeMasks;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

using test::DicomMaskTest;
using test::kColumns;
using test::kRows;
using test::kSlices;

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

TEST_F(DicomMaskTest, SlicesThatAreMissingOrTiltedKeepTheirOwnPlaces) {
  // Slice 2 is missing, and each slice lies 0.4 mm farther aside than a box would have it.
  const char* positions[]{"0\\0\\0", "0\\0.4\\2.5", "0\\1.2\\7.5", "0\\1.6\\10", "0\\2\\12.5"};
  for (int z = 0; z < kSlices; ++z) {
    image_.position = positions[z];
    image_.instanceNumber = std::to_string(z + 1);
    image_.instanceUid = "1.2.3.4." + std::to_string(z + 1);
    image_.pixels.assign(kColumns * kRows, 0);
    test::writeDicom(study() / ("00" + std::to_string(z) + ".dcm"), image_);
  }
  const Masks written = masks();
  for (const char* name : {"seg.dcm", "set.rtstruct.dcm"}) {
    const auto reports = writeMasks(written, file(name));
    ASSERT_TRUE(reports) << reports.error().message();
    const auto read = readMasks(file(name), {.reference = study()});
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->layers[0].voxels, written.layers[0].voxels) << name;
  }
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

}  // namespace
}  // namespace limn
