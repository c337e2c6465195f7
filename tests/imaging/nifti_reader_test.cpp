// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "nifti/nifti_reader.h"

#include "gzip.h"
#include "limn/imaging/study_reader.h"
#include "nifti_builder.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stop_token>
#include <string>

namespace limn::imaging {
namespace {

using test::NiftiBuilder;

class NiftiReader : public testing::Test {
 protected:
  Result<Volume> read(const NiftiBuilder& builder, const std::string& name = "a.nii") {
    builder.write(folder_.path() / name);
    return readVolume(folder_.path() / name);
  }
  test::TemporaryFolder folder_;
};

bool mentions(const std::vector<std::string>& warnings, const std::string& word) {
  for (const std::string& w : warnings) {
    if (w.find(word) != std::string::npos) return true;
  }
  return false;
}

TEST_F(NiftiReader, TurnsRasIntoLps) {
  const auto volume = read(NiftiBuilder().fillRamp());

  ASSERT_TRUE(volume) << volume.error().message();
  EXPECT_EQ(volume->grid.size, (Size3{5, 4, 3}));
  EXPECT_EQ(volume->grid.spacing, (Vec3{2, 3, 4}));
  EXPECT_EQ(volume->grid.origin, (WorldPoint{10, -20, -30}));
  EXPECT_EQ(volume->grid.axisCodes(), "RAS");
  EXPECT_EQ(volume->type, PixelType::Int16);
  EXPECT_EQ(volume->value({3, 2, 1}), 3 + 5 * (2 + 4 * 1));
  EXPECT_TRUE(volume->warnings.empty());
  EXPECT_EQ(volume->source.format, "nifti");
}

TEST_F(NiftiReader, TakesTheSformBeforeTheQform) {
  NiftiBuilder builder;
  builder.qformCode = 1;
  builder.quaternionAndOffset = {0, 0, 0, 5, 6, 7};

  const auto volume = read(builder.fillRamp());

  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->grid.origin, (WorldPoint{10, -20, -30}));
  EXPECT_TRUE(mentions(volume->warnings, "qform"));
}

TEST_F(NiftiReader, FallsBackToTheQformWhenTheSformIsSheared) {
  NiftiBuilder builder;
  builder.rows[0][1] = 1.5F;
  builder.qformCode = 1;
  builder.quaternionAndOffset = {0, 0, 1, 5, 6, 7};  // half a turn about z

  const auto volume = read(builder.fillRamp());

  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->grid.axisCodes(), "LPS");
  EXPECT_EQ(volume->grid.origin, (WorldPoint{-5, -6, 7}));
  EXPECT_TRUE(mentions(volume->warnings, "sheared"));
}

TEST_F(NiftiReader, StraightensALittleShearAndSaysSo) {
  NiftiBuilder builder;
  builder.rows[0][1] = 0.05F;

  const auto volume = read(builder.fillRamp());

  ASSERT_TRUE(volume) << volume.error().message();
  EXPECT_TRUE(volume->grid.check());
  EXPECT_TRUE(mentions(volume->warnings, "right angles"));
}

TEST_F(NiftiReader, RefusesShearThatWouldMoveVoxels) {
  NiftiBuilder builder;
  builder.rows[0][1] = 1.5F;

  const auto volume = read(builder.fillRamp());

  ASSERT_FALSE(volume);
  EXPECT_EQ(volume.error().code, ErrorCode::Unsupported);
}

TEST_F(NiftiReader, UsesTheHandednessOfTheQform) {
  NiftiBuilder builder;
  builder.sformCode = 0;
  builder.qformCode = 1;
  builder.pixdim[0] = -1;

  const auto volume = read(builder.fillRamp());

  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->grid.axisCodes(), "RAI");
}

TEST_F(NiftiReader, WarnsWhenNothingSaysTheOrientation) {
  NiftiBuilder builder;
  builder.sformCode = 0;

  const auto volume = read(builder.fillRamp());

  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->grid.spacing, (Vec3{2, 3, 4}));
  EXPECT_TRUE(mentions(volume->warnings, "no orientation"));
}

TEST_F(NiftiReader, ConvertsMetresAndMicrometres) {
  for (const auto& [units, factor] : {std::pair{1, 1000.0}, std::pair{3, 1e-3}}) {
    NiftiBuilder builder;
    builder.units = static_cast<std::uint8_t>(units);

    const auto volume = read(builder.fillRamp());

    ASSERT_TRUE(volume);
    EXPECT_NEAR(volume->grid.spacing.z, 4 * factor, 1e-9 * factor);
    EXPECT_NEAR(volume->grid.origin.z, -30 * factor, 1e-9 * factor);
    EXPECT_FALSE(volume->warnings.empty());
  }
}

TEST_F(NiftiReader, ReadsBigEndianAsLittleEndian) {
  NiftiBuilder little, big;
  big.bigEndian = true;

  const auto a = read(little.fillRamp(), "little.nii"), b = read(big.fillRamp(), "big.nii");

  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->grid, b->grid);
  EXPECT_EQ(*a->data, *b->data);
}

TEST_F(NiftiReader, SlopeZeroMeansNoScaling) {
  NiftiBuilder builder;
  builder.slope = 0;
  builder.intercept = -10;

  const auto volume = read(builder.fillRamp());

  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->minimum, 0);
}

TEST_F(NiftiReader, KeepsWholeNumbersWholeAfterScaling) {
  NiftiBuilder builder;
  builder.slope = 2;
  builder.intercept = -1024;

  const auto volume = read(builder.fillRamp());

  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->type, PixelType::Int16);
  EXPECT_EQ(volume->value({1, 0, 0}), -1022);
}

TEST_F(NiftiReader, ScalesToFloatWhereValuesAreNotWhole) {
  NiftiBuilder builder;
  builder.slope = 0.5F;

  const auto volume = read(builder.fillRamp());

  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->type, PixelType::Float32);
  EXPECT_EQ(volume->value({1, 0, 0}), 0.5);
}

TEST_F(NiftiReader, ChoosesTheNarrowestTypeThatKeepsEveryValue) {
  NiftiBuilder builder;
  builder.datatype = 8;
  builder.bitpix = 32;

  builder.fill<std::int32_t>([](std::int64_t i) { return i - 30; });
  EXPECT_EQ(read(builder)->type, PixelType::Int16);
  builder.fill<std::int32_t>([](std::int64_t i) { return i * 1000; });
  EXPECT_EQ(read(builder)->type, PixelType::UInt16);
  builder.fill<std::int32_t>([](std::int64_t i) { return i * 100000 - 1; });
  const auto wide = read(builder);
  EXPECT_EQ(wide->type, PixelType::Float32);
  EXPECT_EQ(wide->maximum, 59 * 100000 - 1);
  EXPECT_TRUE(wide->warnings.empty());
  builder.fill<std::int32_t>([](std::int64_t) { return 16777217; });
  EXPECT_TRUE(mentions(read(builder)->warnings, "too large"));
}

TEST_F(NiftiReader, LeavesWhatIsNoNumberOutOfTheRange) {
  NiftiBuilder builder;
  builder.datatype = 16;
  builder.bitpix = 32;
  builder.fill<float>([](std::int64_t i) {
    return i == 0   ? std::numeric_limits<float>::quiet_NaN()
           : i == 1 ? std::numeric_limits<float>::infinity()
                    : static_cast<float>(i);
  });

  const auto volume = read(builder);

  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->minimum, 2);
  EXPECT_EQ(volume->maximum, 59);
  EXPECT_TRUE(mentions(volume->warnings, "2 voxels are not finite"));
}

TEST_F(NiftiReader, OffersEachVolumeOfFourDimensions) {
  NiftiBuilder builder;
  builder.dim = {4, 5, 4, 3, 2, 1, 1, 1};
  builder.fillRamp();
  builder.write(folder_.path() / "a.nii");

  const auto scan = scanStudy(folder_.path() / "a.nii");
  const auto whole = readVolume(folder_.path() / "a.nii");

  ASSERT_TRUE(scan);
  ASSERT_EQ(scan->series.size(), 2U);
  const auto second = readSeries(scan->series[1]);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->value({0, 0, 0}), 60);
  ASSERT_FALSE(whole);
  EXPECT_EQ(whole.error().code, ErrorCode::Mismatch);
  EXPECT_NE(whole.error().detail.find("volume 2 of 2"), std::string::npos);
}

TEST_F(NiftiReader, ReadsAPairFromEitherHalf) {
  NiftiBuilder builder;
  builder.magic = "ni1";
  builder.voxOffset = 0;
  builder.fillRamp();
  const auto header348 = builder.header();
  test::writeBytes(folder_.path() / "p.hdr", std::span(header348).first(348));
  test::writeBytes(folder_.path() / "p.img", builder.voxels);

  const auto header = readVolume(folder_.path() / "p.hdr");
  const auto voxels = readVolume(folder_.path() / "p.img");
  const auto scan = scanStudy(folder_.path());

  ASSERT_TRUE(header && voxels);
  EXPECT_EQ(*header->data, *voxels->data);
  EXPECT_EQ(header->source.files.size(), 2U);
  ASSERT_TRUE(scan);
  EXPECT_EQ(scan->series.size(), 1U);
  EXPECT_TRUE(scan->skipped.empty());
}

TEST_F(NiftiReader, ReadsPlainVoxelsThatBeginLikeGzip) {
  NiftiBuilder builder;
  builder.magic = "ni1";
  builder.voxOffset = 0;
  builder.fillRamp();
  builder.voxels[0] = std::byte{0x1f};
  builder.voxels[1] = std::byte{0x8b};
  test::writeBytes(folder_.path() / "p.hdr", builder.header());
  test::writeBytes(folder_.path() / "p.img", builder.voxels);

  const auto volume = readVolume(folder_.path() / "p.hdr");

  ASSERT_TRUE(volume) << volume.error().message();
  EXPECT_EQ(volume->value({1, 0, 0}), 1);
}

TEST_F(NiftiReader, TellsGzipByContent) {
  const auto packed = packGzip(NiftiBuilder().fillRamp().bytes());
  test::writeBytes(folder_.path() / "a.nii", *packed);
  test::writeBytes(folder_.path() / "noname", *packed);

  EXPECT_TRUE(readVolume(folder_.path() / "a.nii"));
  EXPECT_TRUE(readVolume(folder_.path() / "noname"));
}

TEST_F(NiftiReader, RefusesEveryTruncationOfAPackedFile) {
  const auto packed = packGzip(NiftiBuilder().fillRamp().bytes());
  for (std::size_t length = 0; length < packed->size(); ++length) {
    test::writeBytes(folder_.path() / "a.nii.gz", std::span(*packed).first(length));
    EXPECT_FALSE(readVolume(folder_.path() / "a.nii.gz")) << length << " bytes";
  }
}

TEST_F(NiftiReader, RefusesSizesBeforeAllocatingThem) {
  NiftiBuilder builder;
  builder.dim = {3, 32767, 32767, 8, 1, 1, 1, 1};

  const auto volume = read(builder);

  ASSERT_FALSE(volume);
  EXPECT_EQ(volume.error().code, ErrorCode::Unreadable);
  EXPECT_NE(volume.error().detail.find("cut off"), std::string::npos);
}

TEST_F(NiftiReader, StopsWhenAsked) {
  NiftiBuilder().fillRamp().write(folder_.path() / "a.nii");
  std::stop_source source;
  source.request_stop();

  const auto volume = readVolume(folder_.path() / "a.nii", {source.get_token(), {}});

  ASSERT_FALSE(volume);
  EXPECT_EQ(volume.error().code, ErrorCode::Cancelled);
}

TEST_F(NiftiReader, ShowsTheWindowThatTheHeaderSuggests) {
  auto bytes = NiftiBuilder().fillRamp().bytes();
  const auto high = std::bit_cast<std::array<std::byte, 4>>(300.0F);
  const auto low = std::bit_cast<std::array<std::byte, 4>>(-100.0F);
  std::copy(high.begin(), high.end(), bytes.begin() + 124);
  std::copy(low.begin(), low.end(), bytes.begin() + 128);
  test::writeBytes(folder_.path() / "a.nii", bytes);

  const auto volume = readVolume(folder_.path() / "a.nii");

  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->window, (Window{100, 400}));
}

}  // namespace
}  // namespace limn::imaging
