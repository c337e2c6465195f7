// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/segmentation_io.h"

#include "gzip.h"
#include "limn/imaging/study_reader.h"
#include "nifti_builder.h"
#include "packed_file.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <numeric>
#include <string>

namespace limn::imaging {
namespace {

namespace fs = std::filesystem;
using test::NiftiBuilder;

class SegmentationIo : public testing::Test {
 protected:
  fs::path path(const std::string& name) const { return folder_.path() / name; }
  std::size_t filesInFolder() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_.path()), {}));
  }
  test::TemporaryFolder folder_;
};

/// Labels 0..6 in a pattern without symmetry.
Segmentation segmentationOn(const Grid& grid) {
  Segmentation s;
  s.grid = grid;
  for (std::int64_t i = 0; i < grid.size.voxels(); ++i) {
    s.voxels.push_back(static_cast<LabelId>((5 * i + i / 7 + i / 20) % 7));
  }
  s.labels = {{1, "liver", {200, 10, 20}}, {2, "spleen \\ left\nlobe", {0, 255, 0}}};
  return s;
}

Segmentation segmentationFor(const Volume& volume) {
  Segmentation s = segmentationOn(volume.grid);
  s.source = volume.source;
  return s;
}

std::vector<std::byte> unpacked(const fs::path& file) {
  auto input = PackedFile::open(file);
  return *input->readUpTo(1 << 24);
}

std::vector<std::byte> part(const std::vector<std::byte>& bytes, std::size_t from,
                            std::size_t count) {
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(from);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

void expectSameForms(const std::vector<std::byte>& source, const std::vector<std::byte>& mask) {
  EXPECT_EQ(part(source, 76, 32), part(mask, 76, 32));    // pixdim
  EXPECT_EQ(part(source, 252, 76), part(mask, 252, 76));  // qform and sform
  EXPECT_EQ(source[123], mask[123]);                      // units
}

TEST_F(SegmentationIo, CopiesTheFormsOfANiftiSourceByteByByte) {
  NiftiBuilder builder;
  builder.place(test::obliqueGrid());
  builder.pixdim[4] = 1.5F;
  builder.sformCode = 4;
  builder.qformCode = 2;
  builder.quaternionAndOffset = {0.1F, 0.2F, 0.3F, 1, 2, 3};
  builder.fillRamp().write(path("source.nii"));
  const auto source = readVolume(path("source.nii"));

  const auto written = writeSegmentation(segmentationFor(*source), path("mask.nii"));

  ASSERT_TRUE(written) << written.error().message();
  expectSameForms(test::readBytes(path("source.nii")), test::readBytes(path("mask.nii")));
}

TEST_F(SegmentationIo, TurnsTheFormsOfABigEndianSourceRound) {
  NiftiBuilder little, big;
  big.bigEndian = true;
  for (auto* b : {&little, &big}) {
    b->qformCode = 1;
    b->quaternionAndOffset = {0, 0, 0, -10, 20, -30};
    b->fillRamp();
  }
  little.write(path("little.nii"));
  big.write(path("big.nii"));
  const auto source = readVolume(path("big.nii"));

  ASSERT_TRUE(writeSegmentation(segmentationFor(*source), path("mask.nii.gz")));

  expectSameForms(test::readBytes(path("little.nii")), unpacked(path("mask.nii.gz")));
}

TEST_F(SegmentationIo, KeepsFormsThatOtherReadersTakeInDifferentWays) {
  NiftiBuilder none, sheared, metres;
  none.sformCode = 0;
  sheared.rows[0][1] = 0.05F;
  metres.units = 1;
  for (auto* b : {&none, &sheared, &metres}) {
    b->fillRamp().write(path("source.nii"));
    const auto source = readVolume(path("source.nii"));
    ASSERT_TRUE(source);

    const auto written = writeSegmentation(segmentationFor(*source), path("mask.nii"));

    ASSERT_TRUE(written) << written.error().message();
    expectSameForms(test::readBytes(path("source.nii")), test::readBytes(path("mask.nii")));
    EXPECT_EQ(readSegmentation(path("mask.nii"))->grid, source->grid);
  }
}

TEST_F(SegmentationIo, DerivesTheFormsWhenTheGridIsNotTheSourceS) {
  NiftiBuilder().fillRamp().write(path("source.nii"));
  const auto source = readVolume(path("source.nii"));
  Segmentation moved = segmentationFor(*source);
  moved.grid.origin.x += 5;

  const auto written = writeSegmentation(moved, path("mask.nii"));

  ASSERT_TRUE(written);
  EXPECT_FALSE(written->notes.empty());
  EXPECT_LT(largestCornerDistance(readSegmentation(path("mask.nii"))->grid, moved.grid), 1e-4);
}

/// All 48 ways in which voxel axes can lie along the patient, oblique and with unequal spacings.
TEST_F(SegmentationIo, BringsEveryAxisOrderBackInEveryFormat) {
  const Grid base = test::obliqueGrid();
  std::array<std::size_t, 3> order{0, 1, 2};
  int cases = 0;
  do {
    for (unsigned flips = 0; flips < 8; ++flips, ++cases) {
      Grid grid = base;
      for (std::size_t i = 0; i < 3; ++i) {
        grid.axes[i] = base.axes[order[i]] * ((flips >> i) & 1U ? -1.0 : 1.0);
      }
      const Segmentation s = segmentationOn(grid);
      for (const char* name : {"m.nii", "m.nii.gz", "m.nrrd", "m.seg.nrrd"}) {
        ASSERT_TRUE(writeSegmentation(s, path(name)));
        const auto back = readSegmentation(path(name));
        ASSERT_TRUE(back) << back.error().message();
        EXPECT_EQ(back->voxels, s.voxels);
        EXPECT_LT(largestCornerDistance(back->grid, grid), 1e-4) << name << " " << grid.axisCodes();
      }
    }
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_EQ(cases, 48);
}

TEST_F(SegmentationIo, WritesQformAndSformThatAgree) {
  Grid grid = test::obliqueGrid();
  grid.axes[2] = grid.axes[2] * -1;  // left-handed
  ASSERT_TRUE(writeSegmentation(segmentationOn(grid), path("m.nii")));
  auto bytes = test::readBytes(path("m.nii"));
  bytes[254] = std::byte{0};  // no sform: the qform alone must say the same

  test::writeBytes(path("q.nii"), bytes);

  EXPECT_LT(largestCornerDistance(readSegmentation(path("q.nii"))->grid, grid), 1e-4);
}

TEST_F(SegmentationIo, TakesSixteenBitsForLargeLabels) {
  Segmentation s = segmentationOn(test::obliqueGrid());
  s.voxels[7] = 65535;
  s.voxels[8] = 256;
  for (const char* name : {"m.nii", "m.nrrd"}) {
    ASSERT_TRUE(writeSegmentation(s, path(name)));

    EXPECT_EQ(readSegmentation(path(name))->voxels, s.voxels);
  }
}

TEST_F(SegmentationIo, GivesTheSameBytesForTheSameLabels) {
  const Segmentation s = segmentationOn(test::obliqueGrid());
  for (const char* suffix : {".nii.gz", ".seg.nrrd", ".png"}) {
    Segmentation flat = s;
    if (std::string(suffix) == ".png") flat = segmentationOn(test::obliqueGrid({5, 4, 1}));
    ASSERT_TRUE(writeSegmentation(flat, path(std::string("a") + suffix)));
    ASSERT_TRUE(writeSegmentation(flat, path(std::string("b") + suffix)));

    EXPECT_EQ(test::readBytes(path(std::string("a") + suffix)),
              test::readBytes(path(std::string("b") + suffix)));
  }
}

TEST_F(SegmentationIo, KeepsNamesAndColoursInSlicerSegmentations) {
  const Segmentation s = segmentationOn(test::obliqueGrid());

  ASSERT_TRUE(writeSegmentation(s, path("m.seg.nrrd")));

  const auto back = readSegmentation(path("m.seg.nrrd"));
  ASSERT_TRUE(back) << back.error().message();
  ASSERT_EQ(back->labels.size(), 6U);
  EXPECT_EQ(back->labels[0].name, "liver");
  EXPECT_EQ(back->labels[0].color, (Rgb{200, 10, 20}));
  EXPECT_EQ(back->labels[1].name, s.labels[1].name);
  EXPECT_EQ(back->labels[5].id, 6);
  EXPECT_EQ(back->labels[5].name, "Label 6");
}

TEST_F(SegmentationIo, WritesTheOnlyLabelledSliceAsAPicture) {
  Segmentation s = segmentationOn(test::obliqueGrid());
  std::fill(s.voxels.begin(), s.voxels.end(), LabelId{0});
  s.voxels[20 + 6] = 3;  // slice 1, row 1, column 1

  ASSERT_TRUE(writeSegmentation(s, path("m.png")));

  const auto back = readSegmentation(path("m.png"));
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->grid.size, (Size3{5, 4, 1}));
  EXPECT_EQ(back->voxels[6], 3);
  EXPECT_EQ(std::accumulate(back->voxels.begin(), back->voxels.end(), 0), 3);
}

TEST_F(SegmentationIo, RefusesAPictureOfSeveralSlices) {
  const auto written = writeSegmentation(segmentationOn(test::obliqueGrid()), path("m.png"));

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::Unsupported);
  EXPECT_EQ(filesInFolder(), 0U);
}

TEST_F(SegmentationIo, CertifiesWhatItWrote) {
  const Segmentation s = segmentationOn(test::obliqueGrid());
  const auto written = writeSegmentation(s, path("m.nii.gz"));
  ASSERT_TRUE(written);

  std::ifstream in(written->certificate);
  const auto json = nlohmann::json::parse(in);

  EXPECT_EQ(written->certificate, path("m.nii.gz.json"));
  EXPECT_EQ(json.at("file"), "m.nii.gz");
  EXPECT_EQ(json.at("sha256").get<std::string>().size(), 64U);
  EXPECT_EQ(json.at("verification").at("different_voxels"), 0);
  EXPECT_TRUE(json.at("verification").at("second_reader").get<std::string>().starts_with("ITK"));
  EXPECT_LT(json.at("verification").at("grid_distance_mm").get<double>(), 1e-3);
  const auto ones = std::count(s.voxels.begin(), s.voxels.end(), LabelId{1});
  EXPECT_EQ(json.at("labels")[0].at("voxels"), ones);
  EXPECT_EQ(json.at("labels")[0].at("name"), "liver");
}

TEST_F(SegmentationIo, RefusesTargetsThatCannotBe) {
  const Segmentation s = segmentationOn(test::obliqueGrid());
  fs::create_directory(path("folder.nii"));

  const auto folder = writeSegmentation(s, path("folder.nii"));
  const auto missing = writeSegmentation(s, path("nowhere/m.nii"));
  const auto suffix = writeSegmentation(s, path("m.doc"));

  ASSERT_FALSE(folder || missing || suffix);
  EXPECT_EQ(folder.error().code, ErrorCode::WriteFailed);
  EXPECT_EQ(missing.error().code, ErrorCode::WriteFailed);
  EXPECT_EQ(suffix.error().code, ErrorCode::Unsupported);
  EXPECT_EQ(filesInFolder(), 1U);
}

TEST_F(SegmentationIo, LeavesTheOldFileAloneWhenTheDiskIsFull) {
  Segmentation s = segmentationOn(test::obliqueGrid());
  ASSERT_TRUE(writeSegmentation(s, path("m.nii")));
  const auto before = test::readBytes(path("m.nii"));
  const auto files = filesInFolder();
  Segmentation large = segmentationOn(test::obliqueGrid({64, 64, 16}));
  struct rlimit old {};
  getrlimit(RLIMIT_FSIZE, &old);
  struct rlimit tight = old;
  tight.rlim_cur = 4096;  // a longer file fails as on a full disk
  auto* handler = signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &tight);

  const auto written = writeSegmentation(large, path("m.nii"));

  setrlimit(RLIMIT_FSIZE, &old);
  signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::WriteFailed);
  EXPECT_EQ(test::readBytes(path("m.nii")), before);
  EXPECT_EQ(filesInFolder(), files);
}

TEST_F(SegmentationIo, SaysWhenTheFolderIsNotWritable) {
  const bool root = geteuid() == 0;
  fs::permissions(folder_.path(), fs::perms::owner_read | fs::perms::owner_exec |
                                      fs::perms::others_read | fs::perms::others_exec);
  if (root && seteuid(65534) != 0) GTEST_SKIP() << "cannot become another user";

  const auto written = writeSegmentation(segmentationOn(test::obliqueGrid()), path("m.nii"));

  ASSERT_EQ(root ? seteuid(0) : 0, 0);
  fs::permissions(folder_.path(), fs::perms::owner_all);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::WriteFailed);
}

TEST_F(SegmentationIo, ReadsNothingThatIsNoLabelVolume) {
  NiftiBuilder builder;
  builder.fill<std::int16_t>([](std::int64_t i) { return i - 1; }).write(path("negative.nii"));
  builder.slope = 0.5F;
  builder.fillRamp().write(path("halves.nii"));

  for (const char* name : {"negative.nii", "halves.nii"}) {
    const auto read = readSegmentation(path(name));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::Unsupported);
  }
}

TEST_F(SegmentationIo, RefusesVoxelsThatDoNotFillTheGrid) {
  Segmentation s = segmentationOn(test::obliqueGrid());
  s.voxels.pop_back();

  const auto written = writeSegmentation(s, path("m.nii"));

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::Mismatch);
}

}  // namespace
}  // namespace limn::imaging
