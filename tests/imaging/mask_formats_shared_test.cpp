// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// Masks of real patients in one format after another, each compared with the one it came from.
#include "dicom_shared_support.h"
#include "limn/imaging/mask_file.h"
#include "limn/imaging/mask_verification.h"
#include "support/temporary_folder.h"
#include "support/test_paths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

namespace limn {
namespace {

namespace fs = std::filesystem;
using imaging::Masks;
using imaging::readMasks;
using imaging::writeMasks;

/// Cases with a DICOM series, its structure set, and the mask that others made of it.
const std::vector<std::string> kCases{"ct_sts_042/CT", "petct_sts_025/CT", "petct_sts_025/PET",
                                      "petct_sts_025/MR_T1"};

class SharedMaskCase : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!fs::exists(folder())) GTEST_SKIP() << "the shared volumes are not here";
  }
  [[nodiscard]] fs::path folder() const { return test::sharedFolder() / "volumes" / GetParam(); }
  [[nodiscard]] fs::path series() const { return folder() / "dicom"; }
  /// The mask of others on the grid of the series.
  [[nodiscard]] Masks published() const {
    auto masks = readMasks(folder() / "mask.nii.gz", {.reference = series()});
    EXPECT_TRUE(masks) << masks.error().message();
    return std::move(*masks);
  }
  test::TemporaryFolder temporary_;
};

double dice(const std::vector<LabelId>& a, const std::vector<LabelId>& b) {
  std::int64_t both = 0, sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    both += a[i] != 0 && b[i] != 0 ? 1 : 0;
    sum += (a[i] != 0 ? 1 : 0) + (b[i] != 0 ? 1 : 0);
  }
  return sum == 0 ? 1 : 2.0 * static_cast<double>(both) / static_cast<double>(sum);
}

TEST_P(SharedMaskCase, ThePublishedStructureSetFillsThePublishedMask) {
  const auto filled = readMasks(folder() / "rtstruct.dcm", {.reference = series()});

  ASSERT_TRUE(filled) << filled.error().message();
  EXPECT_EQ(dice(filled->layers[0].voxels, published().layers[0].voxels), 1.0);
}

TEST_P(SharedMaskCase, TheMaskSurvivesEveryFormat) {
  Masks masks = published();
  const auto voxels = masks.layers[0].voxels;
  for (const char* name :
       {"a.dcm", "b.rtstruct.dcm", "c.seg.nrrd", "d.nii.gz", "e.nrrd", "f.dcm"}) {
    const fs::path file = temporary_.path() / name;
    const auto reports = writeMasks(masks, file, {.reference = series()});
    ASSERT_TRUE(reports) << reports.error().message();
    auto read = readMasks(file, {.reference = series()});
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->layers[0].voxels, voxels) << name;
    const auto verified = imaging::verifyMaskFile(file);
    EXPECT_TRUE(verified) << verified.error().message();
    masks = std::move(*read);
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, SharedMaskCase, testing::ValuesIn(kCases),
                         [](const auto& info) { return test::nameOf(info.param); });

std::int64_t countOf(const Masks& masks, LabelId label) {
  std::int64_t count = 0;
  for (const auto& layer : masks.layers)
    count += std::ranges::count(layer.voxels, label);
  return count;
}

TEST(SharedMaskFormats, OverlappingSegmentsKeepAllTheirVoxelsInLayers) {
  if (test::sharedDicomFacts().is_null()) GTEST_SKIP() << "the shared DICOM files are not here";
  for (const char* name : {"seg/dcmqi_ct_3slice/partial_overlaps.dcm",
                           "seg/highdicom/seg_image_ct_binary_overlap.dcm"}) {
    const auto masks = readMasks(test::sharedDicom() / name);

    ASSERT_TRUE(masks) << masks.error().message();
    EXPECT_GT(masks->layers.size(), 1U) << name;
    const auto& facts = test::sharedDicomFacts()["files"][name]["seg"];
    for (const auto& [label, count] : facts["nonzero_voxels_per_segment"].items())
      EXPECT_EQ(countOf(*masks, static_cast<LabelId>(std::stoi(label))), count) << name << label;
  }
}

TEST(SharedMaskFormats, TheLayersOf3DSlicerComeBackWithTheirTerminology) {
  const fs::path file =
      test::sharedFolder() / "nifti" / "nrrd" / "SegmentationOverlapping.seg.nrrd";
  if (!fs::exists(file)) GTEST_SKIP() << "the shared NRRD files are not here";
  const test::TemporaryFolder folder;

  const auto masks = readMasks(file);
  ASSERT_TRUE(masks) << masks.error().message();
  ASSERT_EQ(masks->layers.size(), 2U);
  EXPECT_EQ(masks->codes.at(5).type, (imaging::Code{"39607008", "SCT", "Lung"}));
  EXPECT_EQ(masks->codes.at(5).typeModifier, (imaging::Code{"24028007", "SCT", "Right"}));
  const auto reports = writeMasks(*masks, folder.path() / "again.seg.nrrd");
  ASSERT_TRUE(reports) << reports.error().message();
  const auto again = readMasks(folder.path() / "again.seg.nrrd");

  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(again->codes, masks->codes);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(again->layers[i].voxels, masks->layers[i].voxels);
    EXPECT_EQ(again->layers[i].labels, masks->layers[i].labels);
  }
}

}  // namespace
}  // namespace limn
