// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// From what a scan found to voxels: their type, and files that changed in between.
#include "dicom/dicom_series.h"
#include "dicom_builder.h"
#include "limn/base/number_text.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <chrono>

namespace limn {
namespace {

using imaging::readDicomSeries;
using imaging::scanDicom;
using test::DicomImage;
using test::TemporaryFolder;
using test::writeDicom;
using test::writeSeries;

TEST(DicomReading, GivesAllSlicesTheTypeThatHoldsTheWidest) {
  const auto typeWith = [](std::uint16_t last, const std::string& intercept) {
    const TemporaryFolder folder;
    DicomImage image{.slope = "1", .intercept = intercept};
    writeSeries(folder.path(), image, 3);
    image.position = "0\\0\\15";
    image.pixels.assign(6, last);
    writeDicom(folder.path() / "last.dcm", image);
    const auto scan = scanDicom(folder.path(), {});
    const Volume volume = readDicomSeries(scan.value().series.at(0), {}).value();
    const double b = parseNumber<double>(intercept).value_or(0);
    EXPECT_EQ(volume.value({1, 1, 2}), 2 + b);
    EXPECT_EQ(volume.value({1, 1, 3}), last + b);
    EXPECT_EQ(volume.minimum, b);
    EXPECT_EQ(volume.maximum, last + b);
    return volume.type;
  };

  EXPECT_EQ(typeWith(30'000, "0"), PixelType::Int16);
  EXPECT_EQ(typeWith(60'000, "0"), PixelType::UInt16);
  EXPECT_EQ(typeWith(60'000, "-1000"), PixelType::Float32);
  EXPECT_EQ(typeWith(60'000, "-0.5"), PixelType::Float32);
}

TEST(DicomReading, ReadsHeadersAnewWhenAFileHasChangedSinceTheScan) {
  const TemporaryFolder folder;
  writeSeries(folder.path(), {}, 3);
  const auto scan = scanDicom(folder.path(), {});
  ASSERT_TRUE(scan);
  const auto file = folder.path() / "001.dcm";
  const auto written = std::filesystem::last_write_time(file);
  writeDicom(file, {.position = "0\\0\\5",
                    .instanceUid = "1.2.3.4.2",
                    .intercept = "100",
                    .pixels = std::vector<std::uint16_t>(6, 7)});
  std::filesystem::last_write_time(file, written + std::chrono::seconds(2));

  const auto volume = readDicomSeries(scan->series[0], {});

  ASSERT_TRUE(volume) << volume.error().message();
  EXPECT_EQ(volume->value({0, 0, 1}), 107);
}

TEST(DicomReading, ASeriesThatNoScanMadeIsReadFromItsFilesAlone) {
  const TemporaryFolder folder;
  writeSeries(folder.path(), {}, 3);
  auto scan = scanDicom(folder.path(), {});
  ASSERT_TRUE(scan);
  SeriesSummary series = scan->series[0];
  const auto known = readDicomSeries(series, {});
  series.scanned.reset();

  const auto volume = readDicomSeries(series, {});

  ASSERT_TRUE(known);
  ASSERT_TRUE(volume);
  EXPECT_EQ(*volume->data, *known->data);
  EXPECT_EQ(volume->source.files, known->source.files);
}

TEST(DicomReading, SaysWhichFileIsGoneSinceTheScan) {
  const TemporaryFolder folder;
  writeSeries(folder.path(), {}, 3);
  const auto scan = scanDicom(folder.path(), {});
  ASSERT_TRUE(scan);
  std::filesystem::remove(folder.path() / "001.dcm");

  const auto volume = readDicomSeries(scan->series[0], {});

  ASSERT_FALSE(volume);
  EXPECT_NE(volume.error().message().find("001.dcm"), std::string::npos);
}

}  // namespace
}  // namespace limn
