// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// What dicom_series.h does with bad input, with cancellation and with progress.
#include "dicom/dicom_series.h"
#include "dicom_builder.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace limn {
namespace {

using imaging::readDicomSeries;
using imaging::scanDicom;
using test::TemporaryFolder;
using test::writeDicom;
using test::writeSeries;

TEST(DicomSeriesRefusal, RefusesATruncatedFileAndNamesBothSizes) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "a.dcm";
  writeDicom(file, {.pixels = std::vector<std::uint16_t>(6, 1)});
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 4);

  auto scan = scanDicom(file, {});

  ASSERT_FALSE(scan);
  EXPECT_EQ(scan.error().code, ErrorCode::Unreadable);
  EXPECT_NE(scan.error().detail.find("12 bytes, but the file has 8"), std::string::npos)
      << scan.error().detail;
  EXPECT_NE(scan.error().message().find("a.dcm"), std::string::npos);
}

TEST(DicomSeriesRefusal, RefusesFewerPixelsThanTheHeaderAsksFor) {
  const TemporaryFolder folder;
  writeDicom(folder.path() / "a.dcm", {.pixels = {1, 2, 3, 4, 5}});

  auto scan = scanDicom(folder.path() / "a.dcm", {});

  ASSERT_FALSE(scan);
  EXPECT_NE(scan.error().detail.find("take 12 bytes, but the file has 10"), std::string::npos);
}

TEST(DicomSeriesRefusal, RefusesASeriesWhoseFileHasGone) {
  const TemporaryFolder folder;
  writeSeries(folder.path(), {}, 3);
  auto scan = scanDicom(folder.path(), {});
  ASSERT_TRUE(scan);
  std::filesystem::remove(folder.path() / "001.dcm");

  auto volume = readDicomSeries(scan->series.at(0), {});

  ASSERT_FALSE(volume);
  EXPECT_EQ(volume.error().code, ErrorCode::NotFound);
  EXPECT_NE(volume.error().message().find("001.dcm"), std::string::npos);
}

TEST(DicomSeriesRefusal, SaysWhatMayNotBeOpened) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may open everything";
  const TemporaryFolder folder;
  writeSeries(folder.path(), {}, 2);
  std::filesystem::permissions(folder.path() / "001.dcm", std::filesystem::perms::none);

  auto scan = scanDicom(folder.path(), {});
  auto single = scanDicom(folder.path() / "001.dcm", {});

  ASSERT_TRUE(scan);
  ASSERT_EQ(scan->skipped.size(), 1U);
  ASSERT_FALSE(single);
  EXPECT_EQ(single.error().code, ErrorCode::Unreadable);
}

TEST(DicomSeriesRefusal, GivesAnEmptyScanForAFolderWithoutDicom) {
  const TemporaryFolder folder;

  auto scan = scanDicom(folder.path(), {});

  ASSERT_TRUE(scan);
  EXPECT_TRUE(scan->series.empty());
  EXPECT_TRUE(scan->skipped.empty());
}

TEST(DicomSeriesRefusal, SaysThatAPathIsNotThere) {
  auto scan = scanDicom("no/such/folder", {});

  ASSERT_FALSE(scan);
  EXPECT_EQ(scan.error().code, ErrorCode::NotFound);
}

TEST(DicomSeriesJob, StopsWhenAskedTo) {
  const TemporaryFolder folder;
  writeSeries(folder.path(), {}, 3);
  auto scan = scanDicom(folder.path(), {});
  ASSERT_TRUE(scan);
  std::stop_source stop;
  stop.request_stop();

  auto again = scanDicom(folder.path(), {.stop = stop.get_token(), .progress = {}});
  auto volume = readDicomSeries(scan->series.at(0), {.stop = stop.get_token(), .progress = {}});

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::Cancelled);
  ASSERT_FALSE(volume);
  EXPECT_EQ(volume.error().code, ErrorCode::Cancelled);
}

TEST(DicomSeriesJob, ReportsProgressThatOnlyGrows) {
  const TemporaryFolder folder;
  writeSeries(folder.path(), {}, 5);
  auto scan = scanDicom(folder.path(), {});
  ASSERT_TRUE(scan);
  std::vector<double> seen;
  const JobContext job{.stop = {},
                       .progress = [&](double f, std::string_view) { seen.push_back(f); }};

  auto volume = readDicomSeries(scan->series.at(0), job);

  ASSERT_TRUE(volume);
  EXPECT_EQ(seen.size(), 5U);
  EXPECT_TRUE(std::ranges::is_sorted(seen));
  EXPECT_DOUBLE_EQ(seen.back(), 1);
}

}  // namespace
}  // namespace limn
