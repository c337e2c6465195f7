// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// What the geometry of a DICOM series is known by, and what is done where it cannot be read.
#include "dicom/dicom_series.h"
#include "dicom_builder.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace limn {
namespace {

using imaging::readDicomSeries;
using imaging::scanDicom;
using test::DicomImage;
using test::TemporaryFolder;
using test::writeDicom;
using ::testing::HasSubstr;

constexpr auto kSecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";

/// The only series of a file with such an image.
class DicomCalibration : public ::testing::Test {
 protected:
  SeriesSummary scanned(DicomImage image) {
    image.pixels.assign(6, 1);
    writeDicom(folder_.path() / "a.dcm", image);
    return scanDicom(folder_.path(), {}).value().series.at(0);
  }
  Grid gridOf(const DicomImage& image) {
    auto volume = readDicomSeries(scanned(image), {});
    EXPECT_TRUE(volume) << volume.error().message();
    return volume ? volume->grid : Grid{};
  }

  TemporaryFolder folder_;
};

struct BadGeometry {
  std::string name;
  DicomImage image;
  std::string fault;
};

class DicomGeometryFault : public DicomCalibration,
                           public ::testing::WithParamInterface<BadGeometry> {};

TEST_P(DicomGeometryFault, IsRefusedWithTheAttributeAndTheTextFound) {
  const auto volume = readDicomSeries(scanned(GetParam().image), {});

  ASSERT_FALSE(volume);
  EXPECT_EQ(volume.error().code, ErrorCode::Uncalibrated);
  EXPECT_THAT(volume.error().message(), HasSubstr(GetParam().fault));
  EXPECT_THAT(volume.error().message(), HasSubstr("a.dcm"));
  EXPECT_THAT(volume.error().message(), HasSubstr("--uncalibrated"));
}

TEST_P(DicomGeometryFault, OpensInVoxelUnitsOnRequest) {
  SeriesSummary series = scanned(GetParam().image);
  EXPECT_THAT(series.geometryFault, HasSubstr(GetParam().fault));
  series.inVoxelUnits = true;

  const auto volume = readDicomSeries(series, {});

  ASSERT_TRUE(volume) << volume.error().message();
  EXPECT_EQ(volume->grid.calibration, Calibration::None);
  EXPECT_EQ(volume->grid.spacing, (Vec3{1, 1, 1}));
  EXPECT_EQ(volume->grid.origin, (WorldPoint{0, 0, 0}));
  ASSERT_EQ(volume->warnings.size(), 1U);
  EXPECT_THAT(volume->warnings[0], HasSubstr("Not calibrated"));
}

INSTANTIATE_TEST_SUITE_P(
    Of, DicomGeometryFault,
    ::testing::Values(
        BadGeometry{"SpacingWithCommas", {.spacing = "0,5\\0,5"}, "(0028,0030) is '0,5\\0,5'"},
        BadGeometry{"SpacingOfZero", {.spacing = "0\\0.5"}, "(0028,0030) is '0\\0.5'"},
        BadGeometry{"NoSpacing", {.spacing = ""}, "PixelSpacing (0028,0030) is absent"},
        BadGeometry{"SpacingAtTheDetectorOnly",
                    {.spacing = "", .imagerSpacing = "0.2\\0.2"},
                    "PixelSpacing (0028,0030) is absent"},
        BadGeometry{"PositionOfTwoNumbers", {.position = "1\\2"}, "(0020,0032) is '1\\2'"},
        BadGeometry{"NoPosition",
                    {.position = "", .modality = "MR"},
                    "ImagePositionPatient (0020,0032) is absent"},
        BadGeometry{"OrientationOfZeros",
                    {.orientation = "0\\0\\0\\0\\0\\0", .modality = "PT"},
                    "(0020,0037) is '0\\0\\0\\0\\0\\0'"},
        BadGeometry{"SkewOrientation",
                    {.orientation = "1\\0\\0\\1\\0\\0"},
                    "two directions at right angles"}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(DicomCalibration, ACtSliceIsPlacedInThePatient) {
  EXPECT_EQ(gridOf({.sliceThickness = "3"}).calibration, Calibration::Patient);
  EXPECT_EQ(scanned({}).geometryFault, "");
}

TEST_F(DicomCalibration, OneSliceWithoutThicknessSaysThatOneMillimetreIsTaken) {
  const auto volume = readDicomSeries(scanned({}), {});
  ASSERT_TRUE(volume);
  ASSERT_EQ(volume->warnings.size(), 1U);
  EXPECT_THAT(volume->warnings[0], HasSubstr("thickness"));
}

TEST_F(DicomCalibration, ARadiographSaysWhichSpacingItHas) {
  const DicomImage radiograph{.position = "", .orientation = "", .spacing = "", .modality = "DX"};
  DicomImage image = radiograph;
  image.imagerSpacing = "0.2\\0.1";
  EXPECT_EQ(gridOf(image).calibration, Calibration::ImagerPixelSpacing);
  EXPECT_EQ(gridOf(image).spacing, (Vec3{0.1, 0.2, 1}));
  image = radiograph;
  image.scannedSpacing = "0.2\\0.1";
  EXPECT_EQ(gridOf(image).calibration, Calibration::NominalScannedPixelSpacing);
  image = radiograph;
  image.spacing = "0.15\\0.15";
  image.imagerSpacing = "0.2\\0.2";
  EXPECT_EQ(gridOf(image).calibration, Calibration::PixelSpacing) << "corrected to the patient";
  image.imagerSpacing = "0.15\\0.15";
  EXPECT_EQ(gridOf(image).calibration, Calibration::ImagerPixelSpacing) << "not corrected";
}

TEST_F(DicomCalibration, AnUltrasoundPictureHasTheScaleOfItsRegion) {
  DicomImage image{.position = "", .orientation = "", .spacing = "9\\9", .modality = "US"};
  image.ultrasoundDelta = 0.025;
  const Grid grid = gridOf(image);
  EXPECT_EQ(grid.calibration, Calibration::UltrasoundRegion);
  EXPECT_DOUBLE_EQ(grid.spacing.x, 0.25);
  EXPECT_DOUBLE_EQ(grid.spacing.y, 0.25);
}

TEST_F(DicomCalibration, ACaptureOfAScreenIsNotCalibratedAndNotRefused) {
  EXPECT_EQ(
      gridOf({.position = "", .orientation = "", .spacing = "", .sopClass = kSecondaryCapture})
          .calibration,
      Calibration::None);
}

}  // namespace
}  // namespace limn
