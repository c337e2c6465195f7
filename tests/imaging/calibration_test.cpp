// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// What files other than DICOM say of their geometry, and what is written where it is not known.
#include "limn/base/grid_map.h"
#include "limn/imaging/segmentation_io.h"
#include "limn/imaging/study_reader.h"
#include "nifti_builder.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <opencv2/core/mat.hpp>
#include <opencv2/imgcodecs.hpp>

#include <fstream>
#include <iterator>
#include <string>

namespace limn::imaging {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class CalibrationOfFiles : public testing::Test {
 protected:
  fs::path path(const std::string& name) const { return folder_.path() / name; }
  Calibration of(const std::string& name) const {
    const auto volume = readVolume(path(name));
    EXPECT_TRUE(volume) << volume.error().message();
    return volume ? volume->grid.calibration : Calibration::Patient;
  }
  Calibration ofNifti(test::NiftiBuilder builder) const {
    builder.fillRamp().write(path("a.nii"));
    return of("a.nii");
  }
  Calibration ofText(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return of(name);
  }
  std::string textOf(const fs::path& file) const {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  test::TemporaryFolder folder_;
};

TEST_F(CalibrationOfFiles, APictureHasNone) {
  cv::imwrite(path("a.png").string(), cv::Mat(3, 4, CV_8UC1, cv::Scalar(7)));
  cv::imwrite(path("b.jpg").string(), cv::Mat(3, 4, CV_8UC3, cv::Scalar(7, 8, 9)));
  EXPECT_EQ(of("a.png"), Calibration::None);
  EXPECT_EQ(of("b.jpg"), Calibration::None);
}

TEST_F(CalibrationOfFiles, NiftiNeedsAFormForThePatientAndAStepForMillimetres) {
  test::NiftiBuilder builder;
  EXPECT_EQ(ofNifti(builder), Calibration::Patient);
  builder.sformCode = 0;
  EXPECT_EQ(ofNifti(builder), Calibration::SpacingOnly);
  builder.pixdim[1] = builder.pixdim[2] = builder.pixdim[3] = 1;
  EXPECT_EQ(ofNifti(builder), Calibration::SpacingOnly) << "1 mm, as xyzt_units says";
  builder.units = 0;
  EXPECT_EQ(ofNifti(builder), Calibration::None);
  builder.units = 2;
  builder.pixdim[2] = 0;
  EXPECT_EQ(ofNifti(builder), Calibration::None);
}

TEST_F(CalibrationOfFiles, NrrdNeedsASpaceForThePatientAndSpacingsForMillimetres) {
  const std::string begin = "NRRD0004\ntype: unsigned char\ndimension: 3\nsizes: 1 1 2\n";
  const std::string end = "encoding: raw\n\nab";
  EXPECT_EQ(ofText("a.nrrd", begin +
                                 "space: left-posterior-superior\n"
                                 "space directions: (1,0,0) (0,1,0) (0,0,2)\n" +
                                 end),
            Calibration::Patient);
  EXPECT_EQ(ofText("b.nrrd", begin + "spacings: 1 1 2.5\n" + end), Calibration::SpacingOnly);
  EXPECT_EQ(ofText("c.nrrd", begin + end), Calibration::None);
}

TEST_F(CalibrationOfFiles, MetaImageNeedsAMatrixForThePatientAndSpacingForMillimetres) {
  const std::string begin = "ObjectType = Image\nNDims = 3\nDimSize = 1 1 2\n";
  const std::string end = "ElementType = MET_UCHAR\nElementDataFile = LOCAL\nab";
  const std::string spacing = "ElementSpacing = 1 1 2.5\n";
  EXPECT_EQ(ofText("a.mha", begin + "TransformMatrix = 1 0 0 0 1 0 0 0 1\n" + spacing + end),
            Calibration::Patient);
  EXPECT_EQ(ofText("b.mha", begin + spacing + end), Calibration::SpacingOnly);
  EXPECT_EQ(ofText("c.mha", begin + end), Calibration::None);
}

/// Masks of a picture, in each format that can say what is not known.
class UncalibratedExport : public CalibrationOfFiles,
                           public testing::WithParamInterface<const char*> {};

TEST_P(UncalibratedExport, StaysUncalibratedAndKeepsEachVoxel) {
  Segmentation mask;
  mask.grid.size = {4, 3, 1};
  mask.grid.calibration = Calibration::None;
  mask.voxels = {0, 1, 0, 0, 1, 1, 0, 0, 0, 2, 0, 0};
  mask.labels = {{1, "nail", {1, 2, 3}}, {2, "skin", {3, 2, 1}}};

  const auto report = writeSegmentation(mask, path(GetParam()));

  ASSERT_TRUE(report) << report.error().message();
  const auto again = readSegmentation(path(GetParam()));
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(again->grid.calibration, Calibration::None);
  EXPECT_EQ(again->voxels, mask.voxels);
  const auto map = mapGrid(mask.grid, "picture", again->grid, "mask");
  ASSERT_TRUE(map) << map.error().message();
  EXPECT_EQ((*map)({3, 1, 0}), (VoxelIndex{3, 1, 0}));
  const std::string text = textOf(report->certificate);
  const auto certificate = nlohmann::json::parse(text);
  EXPECT_EQ(certificate["grid"]["calibration"], "none");
  EXPECT_THAT(certificate["notes"].dump(), HasSubstr("not calibrated"));
  for (const char* key : {"spacing_mm", "origin_lps_mm", "axes_lps", "volume_mm3"})
    EXPECT_THAT(text, Not(HasSubstr(key)));
}

INSTANTIATE_TEST_SUITE_P(As, UncalibratedExport,
                         testing::Values("m.nii.gz", "m.nii", "m.nrrd", "m.seg.nrrd", "m.png"));

TEST_F(CalibrationOfFiles, AnExportOfARadiographKeepsTheSpacingAndSaysWhichItIs) {
  Segmentation mask;
  mask.grid.size = {2, 2, 1};
  mask.grid.spacing = {0.25, 0.5, 1};
  mask.grid.calibration = Calibration::ImagerPixelSpacing;
  mask.voxels = {0, 1, 1, 0};

  const auto report = writeSegmentation(mask, path("m.nrrd"));

  ASSERT_TRUE(report) << report.error().message();
  const auto again = readSegmentation(path("m.nrrd"));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->grid.calibration, Calibration::ImagerPixelSpacing);
  EXPECT_EQ(again->grid.spacing.y, 0.5);
  const auto grid = nlohmann::json::parse(textOf(report->certificate))["grid"];
  EXPECT_EQ(grid["spacing_mm"], (nlohmann::json{0.25, 0.5, nullptr}));
  EXPECT_FALSE(grid.contains("origin_lps_mm"));
}

}  // namespace
}  // namespace limn::imaging
