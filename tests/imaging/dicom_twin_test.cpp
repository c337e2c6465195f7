// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// Cases that exist as a DICOM series and as NIfTI made by other people: both must give the same
// value at the same place in the patient.
#include "limn/imaging/study_reader.h"
#include "support/test_paths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <ostream>
#include <string>

namespace limn {
namespace {

struct Twin {
  std::string name, dicom, nifti;
};
void PrintTo(const Twin& twin, std::ostream* out) {
  *out << twin.dicom;
}

class DicomTwin : public testing::TestWithParam<Twin> {};

TEST_P(DicomTwin, HasTheValuesOfTheNiftiAtTheSamePlaces) {
  const auto folder = test::sharedFolder() / "volumes";
  if (!std::filesystem::exists(folder / GetParam().dicom))
    GTEST_SKIP() << "the shared volumes are not here";

  auto dicom = imaging::readVolume(folder / GetParam().dicom);
  auto nifti = imaging::readVolume(folder / GetParam().nifti);

  ASSERT_TRUE(dicom) << dicom.error().message();
  ASSERT_TRUE(nifti) << nifti.error().message();
  double farthest = 0, largest = 0;
  const Size3 size = nifti->grid.size;
  for (std::int64_t z = 0; z < size.z; ++z) {
    for (std::int64_t y = 0; y < size.y; ++y) {
      for (std::int64_t x = 0; x < size.x; ++x) {
        const WorldPoint world = nifti->grid.toWorld(
            {static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)});
        const VoxelPoint at = dicom->grid.toVoxel(world);
        const VoxelIndex index = Grid::nearest(at);
        ASSERT_TRUE(dicom->grid.contains(index)) << x << " " << y << " " << z;
        farthest = std::max({farthest, std::abs(at.x - static_cast<double>(index.x)),
                             std::abs(at.y - static_cast<double>(index.y)),
                             std::abs(at.z - static_cast<double>(index.z))});
        largest = std::max(largest, std::abs(dicom->value(index) - nifti->value({x, y, z})));
      }
    }
  }
  EXPECT_LT(farthest, 1e-3) << "of a voxel";
  EXPECT_LT(largest, 1e-5 * (nifti->maximum - nifti->minimum));
}

INSTANTIATE_TEST_SUITE_P(
    Shared, DicomTwin,
    testing::Values(Twin{"sts042_ct", "ct_sts_042/CT/dicom", "ct_sts_042/CT/image.nii.gz"},
                    Twin{"sts025_ct", "petct_sts_025/CT/dicom", "petct_sts_025/CT/image.nii.gz"},
                    Twin{"sts025_pet", "petct_sts_025/PET/dicom", "petct_sts_025/PET/image.nii.gz"},
                    Twin{"sts025_mr", "petct_sts_025/MR_T1/dicom",
                         "petct_sts_025/MR_T1/image.nii.gz"}),
    [](const auto& twin) { return twin.param.name; });

}  // namespace
}  // namespace limn
