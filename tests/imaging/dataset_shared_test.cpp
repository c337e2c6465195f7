// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// Data sets of the shared folder.
#include "dataset_fixture.h"
#include "support/test_paths.h"

#include <gmock/gmock.h>

namespace limn::imaging {
namespace {

namespace fs = std::filesystem;

class SharedDataset : public test::DatasetTest {
 protected:
  static fs::path shared(const std::string& name) { return test::sharedFolder() / name; }
};

TEST_F(SharedDataset, PoolIsListedAndItsItemsAreRead) {
  if (!fs::exists(shared("data/pool"))) GTEST_SKIP() << "no data/pool in the shared folder";

  const auto dataset = openDataset(shared("data/pool/index.csv"), {.split = "val"});

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_EQ(dataset->items.size(), 440U);
  for (std::size_t i = 0; i < dataset->items.size(); i += 44) {
    const auto picture = dataset->read(i);
    ASSERT_TRUE(picture) << picture.error().message();
    const auto pixels = static_cast<std::size_t>(picture->height * picture->width);
    EXPECT_EQ(picture->pixels.size(), pixels * static_cast<std::size_t>(picture->channels));
    EXPECT_FALSE(picture->objects.empty());
  }
}

TEST_F(SharedDataset, CasesWithVolumesAreFound) {
  const fs::path folder = shared("volumes");
  if (!fs::exists(folder)) GTEST_SKIP() << "no volumes in the shared folder";

  const auto dataset = openDataset(folder / "mr_cine_heart", {.minSliceMask = 1});

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_EQ(dataset->form, "volumes");
  ASSERT_FALSE(dataset->items.empty());
  EXPECT_THAT(dataset->items.front().id, ::testing::StartsWith("ed_image/"));
  EXPECT_THAT(dataset->items.back().id, ::testing::StartsWith("es_image/"));
  EXPECT_TRUE(dataset->read(0));
}

TEST_F(SharedDataset, DicomSeriesAndItsTwinGiveTheSamePictures) {
  const fs::path from = shared("volumes/petct_sts_025/PET");
  if (!fs::exists(from)) GTEST_SKIP() << "no volumes in the shared folder";
  fs::create_directories(path("dicom_case"));
  fs::create_directories(path("nifti_case"));
  fs::create_symlink(fs::absolute(from / "mask.nii.gz"), path("nifti_case/mask.nii.gz"));
  fs::create_symlink(fs::absolute(from / "image.nii.gz"), path("nifti_case/image.nii.gz"));
  fs::create_symlink(fs::absolute(from / "mask.nii.gz"), path("dicom_case/mask.nii.gz"));
  fs::copy(from / "dicom", path("dicom_case/dicom"));

  const auto nifti = openDataset(path("nifti_case"), {.minSliceMask = 1});
  const auto dicom = openDataset(path("dicom_case"), {.minSliceMask = 1});

  ASSERT_TRUE(nifti) << nifti.error().message();
  ASSERT_TRUE(dicom) << dicom.error().message();
  ASSERT_FALSE(nifti->items.empty());
  ASSERT_EQ(nifti->items.size(), dicom->items.size());
  const auto a = nifti->read(0), b = dicom->read(0);
  ASSERT_TRUE(a) << a.error().message();
  ASSERT_TRUE(b) << b.error().message();
  ASSERT_EQ(a->objects.size(), b->objects.size());
  EXPECT_EQ(a->objects[0].inside, b->objects[0].inside);
  ASSERT_EQ(a->pixels.size(), b->pixels.size());
  // Rescaled values of the two differ in the last bits, so a grey value may differ by one.
  for (std::size_t i = 0; i < a->pixels.size(); ++i)
    ASSERT_NEAR(a->pixels[i], b->pixels[i], 1) << i;
}

}  // namespace
}  // namespace limn::imaging
