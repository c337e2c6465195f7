// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/dicom_series.h"

#include "dicom_builder.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace limn {
namespace {

using imaging::readDicomSeries;
using imaging::scanDicom;
using test::DicomImage;
using test::TemporaryFolder;
using test::writeDicom;
using test::writeSeries;

/// The only volume of a folder or file.
Volume onlyVolume(const std::filesystem::path& path) {
  auto scan = scanDicom(path, {});
  if (!scan) {
    ADD_FAILURE() << scan.error().message();
    return {};
  }
  EXPECT_EQ(scan->series.size(), 1U);
  auto volume = readDicomSeries(scan->series.at(0), {});
  EXPECT_TRUE(volume) << volume.error().message();
  return volume.value_or(Volume{});
}

Volume volumeOf(const DicomImage& image) {
  const TemporaryFolder folder;
  writeDicom(folder.path() / "a.dcm", image);
  return onlyVolume(folder.path());
}

std::vector<double> valuesOf(const Volume& v) {
  std::vector<double> values;
  for (std::int64_t z = 0; z < v.grid.size.z; ++z) {
    for (std::int64_t y = 0; y < v.grid.size.y; ++y) {
      for (std::int64_t x = 0; x < v.grid.size.x; ++x) {
        for (int c = 0; c < v.channels; ++c)
          values.push_back(v.value({x, y, z}, c));
      }
    }
  }
  return values;
}

bool warns(const Volume& volume, std::string_view about) {
  return std::ranges::any_of(
      volume.warnings, [&](const std::string& w) { return w.find(about) != std::string::npos; });
}

TEST(DicomSeries, TheMiddleSliceCanBeReadAlone) {
  const TemporaryFolder folder;
  for (int i = 0; i < 5; ++i) {
    writeDicom(folder.path() / fmt::format("{}.dcm", 4 - i),
               {.position = fmt::format("0\\0\\{}", 10 * i),
                .instanceUid = fmt::format("1.2.{}", i),
                .pixels = std::vector<std::uint16_t>(6, static_cast<std::uint16_t>(i))});
  }
  const auto scan = scanDicom(folder.path(), {});
  ASSERT_TRUE(scan);

  const auto middle = imaging::readDicomMiddleSlice(scan->series.at(0), {});

  ASSERT_TRUE(middle) << middle.error().message();
  EXPECT_EQ(middle->grid.size.z, 1);
  EXPECT_EQ(valuesOf(*middle), std::vector<double>(6, 2));
}

TEST(DicomSeries, StacksByPositionWhateverTheImageNumbers) {
  const TemporaryFolder folder;
  for (int i = 0; i < 3; ++i) {
    writeDicom(folder.path() / fmt::format("{}.dcm", i),
               {.position = fmt::format("0\\0\\{}", 10 * i),
                .instanceUid = fmt::format("1.2.{}", i),
                .instanceNumber = std::to_string(9 - i),
                .pixels = std::vector<std::uint16_t>(6, static_cast<std::uint16_t>(i))});
  }

  const Volume volume = onlyVolume(folder.path());

  EXPECT_EQ(volume.grid.size, (Size3{3, 2, 3}));
  EXPECT_EQ(volume.grid.spacing, (Vec3{0.5, 2, 10}));
  for (int z = 0; z < 3; ++z)
    EXPECT_EQ(volume.value({1, 1, z}), z);
  EXPECT_EQ(volume.source.sopInstanceUids, (std::vector<std::string>{"1.2.0", "1.2.1", "1.2.2"}));
  EXPECT_EQ(volume.source.files.front().filename(), "0.dcm");
  EXPECT_TRUE(volume.warnings.empty());
}

TEST(DicomSeries, PlacesObliqueSlicesInThePatient) {
  const TemporaryFolder folder;
  // Rows run along y, columns down -z: a sagittal stack, growing to -x.
  for (int i = 0; i < 2; ++i) {
    writeDicom(folder.path() / fmt::format("{}.dcm", i),
               {.position = fmt::format("{}\\-20\\30", 100 - 4 * i),
                .orientation = "0\\1\\0\\0\\0\\-1",
                .pixels = std::vector<std::uint16_t>(6, static_cast<std::uint16_t>(i))});
  }

  const Volume volume = onlyVolume(folder.path());

  EXPECT_EQ(volume.grid.axisCodes(), "PIR");
  const WorldPoint corner = volume.grid.toWorld({2, 1, 1});
  EXPECT_NEAR(corner.x, 96, 1e-9);
  EXPECT_NEAR(corner.y, -19, 1e-9);
  EXPECT_NEAR(corner.z, 28, 1e-9);
  EXPECT_EQ(volume.value({0, 0, 1}), 1);
}

TEST(DicomSeries, TurnsMonochrome1OverSoThatBrightIsLarge) {
  const Volume volume = volumeOf({.bitsStored = 12,
                                  .photometric = "MONOCHROME1",
                                  .intercept = "10",
                                  .windowCentre = "110",
                                  .windowWidth = "50",
                                  .pixels = {0, 100, 4095, 1, 2, 3}});

  EXPECT_EQ(valuesOf(volume), (std::vector<double>{4105, 4005, 10, 4104, 4103, 4102}));
  EXPECT_EQ(volume.window, (Window{4005, 50}));
}

TEST(DicomSeries, ScalesEachSliceByItsOwnSlope) {
  const TemporaryFolder folder;
  for (int i = 0; i < 2; ++i) {
    writeDicom(folder.path() / fmt::format("{}.dcm", i),
               {.position = fmt::format("0\\0\\{}", i),
                .slope = i == 0 ? "0.5" : "2",
                .intercept = "1",
                .pixels = std::vector<std::uint16_t>(6, 5)});
  }

  const Volume volume = onlyVolume(folder.path());

  EXPECT_EQ(volume.type, PixelType::Float32);
  EXPECT_EQ(volume.value({0, 0, 0}), 3.5);
  EXPECT_EQ(volume.value({0, 0, 1}), 11);
}

TEST(DicomSeries, MasksAndExtendsTwelveSignedBits) {
  const Volume volume = volumeOf({.bitsStored = 12,
                                  .isSigned = true,
                                  .intercept = "0",
                                  .pixels = {0x0FFF, 0xF001, 0x0800, 0x07FF, 0xA000, 1}});

  EXPECT_EQ(volume.type, PixelType::Int16);
  EXPECT_EQ(valuesOf(volume), (std::vector<double>{-1, 1, -2048, 2047, 0, 1}));
}

TEST(DicomSeries, KeepsUnsignedValuesThatExceedSixteenSignedBits) {
  const Volume volume = volumeOf({.pixels = {0, 65535, 1, 2, 3, 4}});

  EXPECT_EQ(volume.type, PixelType::UInt16);
  EXPECT_EQ(volume.maximum, 65535);
}

TEST(DicomSeries, ReadsColourSampleBySampleOrPlaneByPlane) {
  const DicomImage pixels{.columns = 2,
                          .rows = 1,
                          .samples = 3,
                          .bitsAllocated = 8,
                          .bitsStored = 8,
                          .photometric = "RGB",
                          .pixels = {1, 2, 3, 4, 5, 6}};
  DicomImage planes = pixels;
  planes.isPlanar = true;
  planes.pixels = {1, 4, 2, 5, 3, 6};

  const Volume a = volumeOf(pixels), b = volumeOf(planes);

  EXPECT_EQ(a.channels, 3);
  EXPECT_EQ(a.type, PixelType::UInt8);
  EXPECT_EQ(valuesOf(a), (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(valuesOf(b), valuesOf(a));
}

class DicomEncoding : public testing::TestWithParam<DicomImage::Encoding> {};

TEST_P(DicomEncoding, GivesTheSameValues) {
  const Volume words = volumeOf({.pixels = {1, 256, 513, 4, 5, 65535}, .encoding = GetParam()});
  const Volume bytes = volumeOf({.rows = 1,
                                 .bitsAllocated = 8,
                                 .bitsStored = 8,
                                 .pixels = {7, 8, 9},
                                 .encoding = GetParam()});

  EXPECT_EQ(valuesOf(words), (std::vector<double>{1, 256, 513, 4, 5, 65535}));
  EXPECT_EQ(valuesOf(bytes), (std::vector<double>{7, 8, 9}));
}
INSTANTIATE_TEST_SUITE_P(All, DicomEncoding,
                         testing::Values(DicomImage::Encoding::Explicit,
                                         DicomImage::Encoding::Implicit,
                                         DicomImage::Encoding::BigEndian,
                                         DicomImage::Encoding::Deflated));

TEST(DicomSeries, WarnsAboutAMissingSlice) {
  const TemporaryFolder folder;
  writeSeries(folder.path(), {}, 6);
  std::filesystem::remove(folder.path() / "003.dcm");

  const Volume volume = onlyVolume(folder.path());

  EXPECT_TRUE(warns(volume, "1 slice(s) seem to be missing"));
  EXPECT_EQ(volume.grid.size.z, 5);
}

TEST(DicomSeries, WarnsAboutUnevenDistances) {
  const TemporaryFolder folder;
  writeSeries(folder.path(), {}, 4);
  writeDicom(folder.path() / "x.dcm",
             {.position = "0\\0\\18", .pixels = std::vector<std::uint16_t>(6, 9)});

  EXPECT_TRUE(warns(onlyVolume(folder.path()), "not evenly spaced: 3.00 to 5.00 mm"));
}

TEST(DicomSeries, WarnsAboutGantryTilt) {
  const TemporaryFolder folder;
  for (int i = 0; i < 4; ++i) {
    writeDicom(folder.path() / fmt::format("{}.dcm", i),
               {.position = fmt::format("0\\{}\\{}", 5 * i, 5 * i),
                .instanceUid = fmt::format("1.{}", i),
                .pixels = std::vector<std::uint16_t>(6, 1)});
  }

  const Volume volume = onlyVolume(folder.path());

  EXPECT_TRUE(warns(volume, "sheared by 45.0 degrees"));
  EXPECT_EQ(volume.grid.spacing.z, 5);
}

TEST(DicomSeries, LeavesOutCopiesAndSaysSo) {
  const TemporaryFolder folder;
  writeSeries(folder.path(), {}, 3);
  std::filesystem::create_directory(folder.path() / "again");
  std::filesystem::copy(folder.path() / "001.dcm", folder.path() / "again" / "copy.dcm");

  const Volume volume = onlyVolume(folder.path());

  EXPECT_EQ(volume.grid.size.z, 3);
  EXPECT_TRUE(warns(volume, "1 file(s) are copies"));
}

TEST(DicomSeries, KeepsSlicesThatShareTheirInstanceUid) {
  const TemporaryFolder folder;
  for (int i = 0; i < 3; ++i) {
    writeDicom(folder.path() / fmt::format("{}.dcm", i),
               {.position = fmt::format("0\\0\\{}", i),
                .instanceUid = "1.2",
                .pixels = std::vector<std::uint16_t>(6, 1)});
  }

  EXPECT_EQ(onlyVolume(folder.path()).grid.size.z, 3);
}

TEST(DicomSeries, MakesOneVolumePerMoment) {
  const TemporaryFolder folder;
  for (int t = 0; t < 2; ++t) {
    for (int z = 0; z < 3; ++z) {
      writeDicom(folder.path() / fmt::format("{}{}.dcm", z, t),
                 {.position = fmt::format("0\\0\\{}", z),
                  .instanceUid = fmt::format("1.{}.{}", t, z),
                  .instanceNumber = std::to_string(10 - z - t),
                  .temporalPosition = std::to_string(t + 1),
                  .pixels = std::vector<std::uint16_t>(6, static_cast<std::uint16_t>(10 * t + z))});
    }
  }

  auto scan = scanDicom(folder.path(), {});

  ASSERT_TRUE(scan);
  ASSERT_EQ(scan->series.size(), 2U);
  for (int t = 0; t < 2; ++t) {
    const auto& series = scan->series[static_cast<std::size_t>(t)];
    EXPECT_EQ(series.parts, 2);
    EXPECT_EQ(series.files.size(), 3U) << "its own files, not those of the other time point";
    EXPECT_NE(series.description.find(fmt::format("time {} of 2", t + 1)), std::string::npos);
    auto volume = readDicomSeries(series, {});
    ASSERT_TRUE(volume);
    EXPECT_TRUE(volume->warnings.empty());
    SeriesSummary withoutScan = series;
    withoutScan.scanned.reset();
    auto again = readDicomSeries(withoutScan, {});
    ASSERT_TRUE(again) << again.error().message();
    EXPECT_EQ(*again->data, *volume->data);
    for (int z = 0; z < 3; ++z)
      EXPECT_EQ(volume->value({0, 0, z}), 10 * t + z);
  }
}

TEST(DicomSeries, SaysWhenNothingTellsRepeatedImagesApart) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "b");
  writeSeries(folder.path(), {}, 2);
  writeSeries(folder.path() / "b", {.description = "Another"}, 2);

  auto scan = scanDicom(folder.path(), {});

  ASSERT_TRUE(scan);
  ASSERT_EQ(scan->series.size(), 2U);
  ASSERT_FALSE(scan->series[0].warnings.empty());
  EXPECT_NE(scan->series[0].warnings[0].find("separated by image number"), std::string::npos);
}

TEST(DicomSeries, SortsAMixedFolder) {
  const TemporaryFolder folder;
  writeSeries(folder.path(), {}, 4);
  writeDicom(folder.path() / "b.dcm",
             {.seriesUid = "9.9", .pixels = std::vector<std::uint16_t>(6, 1)});
  writeDicom(folder.path() / "report.dcm",
             {.sopClass = "1.2.840.10008.5.1.4.1.1.88.11", .modality = "SR"});
  std::ofstream(folder.path() / "notes.txt") << "no scan";

  auto scan = scanDicom(folder.path(), {});

  ASSERT_TRUE(scan);
  ASSERT_EQ(scan->series.size(), 2U);
  EXPECT_EQ(scan->series[0].size.z, 4) << "largest first";
  ASSERT_EQ(scan->skipped.size(), 1U);
  EXPECT_EQ(scan->skipped[0].path.filename(), "report.dcm");
  EXPECT_EQ(scan->skipped[0].reason, "structured report, not an image");
}

TEST(DicomSeries, SplitsSlicesThatDoNotFit) {
  const TemporaryFolder folder;
  writeSeries(folder.path(), {}, 4);
  writeDicom(
      folder.path() / "x.dcm",
      {.position = "0\\0\\30", .spacing = "2\\0.6", .pixels = std::vector<std::uint16_t>(6, 1)});

  auto scan = scanDicom(folder.path(), {});

  ASSERT_TRUE(scan);
  ASSERT_EQ(scan->series.size(), 2U);
  EXPECT_EQ(scan->series[0].size.z, 4);
  EXPECT_EQ(scan->series[1].size.z, 1);
}

TEST(DicomSeries, DescribesWithoutNamingThePatient) {
  const TemporaryFolder folder;
  writeSeries(folder.path(), {}, 2);

  auto scan = scanDicom(folder.path(), {});

  ASSERT_TRUE(scan);
  EXPECT_EQ(scan->series[0].description, "CT series 7 'Thorax' (3x2x2)");
  EXPECT_EQ(scan->series[0].modality, "CT");
}

TEST(DicomSeries, TellsWhoseStudyItIsAndWhatItsValuesAre) {
  const TemporaryFolder folder;
  writeSeries(folder.path(),
              {.patientName = "Doe^Jane^^Dr",
               .studyDate = "20100501",
               .seriesTime = "134509.12",
               .thickness = "2.5"},
              2);

  auto scan = scanDicom(folder.path(), {});
  ASSERT_TRUE(scan);
  auto volume = readDicomSeries(scan->series[0], {});

  ASSERT_TRUE(volume);
  for (const StudyText& text : {scan->series[0].text, volume->source.text}) {
    EXPECT_EQ(text.patientName, "Doe, Jane Dr");
    EXPECT_EQ(text.studyDate, "2010-05-01");
    EXPECT_EQ(text.seriesTime, "13:45:09");
    EXPECT_EQ(text.seriesNumber, "7");
    EXPECT_EQ(text.seriesDescription, "Thorax");
    EXPECT_EQ(text.valueUnit, "HU");
    EXPECT_EQ(text.sliceThickness, 2.5);
  }
}

TEST(DicomSeries, KnowsTheUnitOfThePetValues) {
  for (const auto& [units, expected] :
       {std::pair{"GML", "SUV"}, std::pair{"BQML", "Bq/ml"}, std::pair{"NONE", ""}}) {
    const TemporaryFolder folder;
    writeSeries(folder.path(), {.modality = "PT", .units = units}, 2);

    auto scan = scanDicom(folder.path(), {});

    ASSERT_TRUE(scan);
    EXPECT_EQ(scan->series[0].text.valueUnit, expected) << units;
  }
}

}  // namespace
}  // namespace limn
