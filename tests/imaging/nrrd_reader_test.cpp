// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "nrrd/nrrd_reader.h"

#include "limn/imaging/study_reader.h"
#include "nifti_builder.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <span>
#include <string>

namespace limn::imaging {
namespace {

namespace fs = std::filesystem;

class NrrdReader : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) {
    test::writeBytes(folder_.path() / name, std::as_bytes(std::span(text)));
  }
  Result<Volume> read(const std::string& text) {
    write("a.nrrd", text);
    return readVolume(folder_.path() / "a.nrrd");
  }
  test::TemporaryFolder folder_;
};

const std::string kPlaced =
    "space directions: (2,0,0) (0,3,0) (0,0,4)\nspace origin: (1,2,3)\nkinds: domain domain "
    "domain\n";

TEST_F(NrrdReader, ReadsTextWithOrientation) {
  const auto volume = read(
      "NRRD0004\ntype: short\ndimension: 3\nspace: right-anterior-superior\n"
      "sizes: 2 1 2\nencoding: ascii\n" +
      kPlaced + "\n1 2\n-3 4\n");

  ASSERT_TRUE(volume) << volume.error().message();
  EXPECT_EQ(volume->grid.axisCodes(), "RAS");
  EXPECT_EQ(volume->grid.origin, (WorldPoint{-1, -2, 3}));
  EXPECT_EQ(volume->grid.spacing, (Vec3{2, 3, 4}));
  EXPECT_EQ(volume->value({0, 0, 1}), -3);
  EXPECT_TRUE(volume->warnings.empty());
}

TEST_F(NrrdReader, TakesAListAxisInFrontForVolumes) {
  write("a.nrrd",
        "NRRD0004\ntype: uchar\ndimension: 4\nspace: LPS\nsizes: 2 2 1 1\nencoding: text\n"
        "space directions: none (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\n"
        "kinds: list domain domain domain\n\n1 10 2 20\n");

  const auto scan = scanStudy(folder_.path() / "a.nrrd");

  ASSERT_TRUE(scan) << scan.error().message();
  ASSERT_EQ(scan->series.size(), 2U);
  const auto second = readSeries(scan->series[1]);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->value({0, 0, 0}), 10);
  EXPECT_EQ(second->value({1, 0, 0}), 20);
}

TEST_F(NrrdReader, TakesAColourAxisForColour) {
  const auto volume = read(
      "NRRD0004\ntype: uchar\ndimension: 4\nspace: LPS\nsizes: 3 2 1 1\n"
      "encoding: text\nspace directions: none (1,0,0) (0,1,0) (0,0,1)\n"
      "kinds: RGB-color domain domain domain\n\n1 2 3 4 5 6\n");

  ASSERT_TRUE(volume) << volume.error().message();
  EXPECT_EQ(volume->channels, 3);
  EXPECT_EQ(volume->value({1, 0, 0}, 2), 6);
}

TEST_F(NrrdReader, FollowsNoPathOutOfTheFolder) {
  fs::create_directory(folder_.path() / "in");
  write("secret.raw", "abcd");
  fs::create_symlink("../secret.raw", folder_.path() / "in/link.raw");
  const std::string head =
      "NRRD0004\ntype: uchar\ndimension: 3\nspace: LPS\nsizes: 2 2 1\n"
      "encoding: raw\n" +
      kPlaced;
  for (const std::string& target : {std::string("../secret.raw"), std::string("link.raw"),
                                    (folder_.path() / "secret.raw").string()}) {
    write("in/a.nhdr", head + "data file: " + target + "\n");

    const auto volume = readVolume(folder_.path() / "in/a.nhdr");

    ASSERT_FALSE(volume) << target;
    EXPECT_EQ(volume.error().code, ErrorCode::Unsupported);
  }
}

TEST_F(NrrdReader, ReadsDetachedVoxelsBesideTheHeader) {
  write("a.raw", "abcd");
  write("a.nhdr", "NRRD0004\ntype: uchar\ndimension: 3\nspace: LPS\nsizes: 2 2 1\nencoding: raw\n" +
                      kPlaced + "data file: a.raw\n");

  const auto scan = scanStudy(folder_.path());

  ASSERT_TRUE(scan) << scan.error().message();
  ASSERT_EQ(scan->series.size(), 1U);
  EXPECT_TRUE(scan->skipped.empty());
  EXPECT_EQ(readSeries(scan->series[0])->value({1, 0, 0}), 'b');
}

TEST_F(NrrdReader, RefusesWhatItsHeaderDoesNotSettle) {
  const std::string head =
      "NRRD0004\ntype: short\ndimension: 3\nspace: LPS\nsizes: 2 1 1\n" + kPlaced;

  const auto noEndian = read(head + "encoding: raw\n\nabcd");
  const auto unknown = read(head + "encoding: bzip2\nendian: little\n\nabcd");
  const auto cut = read(head + "encoding: raw\nendian: little\n\nabc");
  const auto words = read(head + "encoding: text\n\n1 x");

  ASSERT_FALSE(noEndian || unknown || cut || words);
  EXPECT_EQ(noEndian.error().code, ErrorCode::Unreadable);
  EXPECT_EQ(unknown.error().code, ErrorCode::Unsupported);
  EXPECT_EQ(cut.error().code, ErrorCode::Unreadable);
  EXPECT_EQ(words.error().code, ErrorCode::Unreadable);
}

TEST_F(NrrdReader, WarnsWithoutOrientation) {
  const auto volume = read(
      "NRRD0004\ntype: uchar\ndimension: 2\nsizes: 2 2\nspacings: 0.5 2\n"
      "encoding: text\n\n1 2 3 4\n");

  ASSERT_TRUE(volume) << volume.error().message();
  EXPECT_EQ(volume->grid.spacing, (Vec3{0.5, 2, 1}));
  EXPECT_FALSE(volume->warnings.empty());
}

}  // namespace
}  // namespace limn::imaging
