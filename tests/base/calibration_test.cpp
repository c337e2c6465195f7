// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/calibration.h"

#include <gtest/gtest.h>

#include <array>

namespace limn {
namespace {

constexpr std::array kAll{Calibration::Patient,
                          Calibration::SpacingOnly,
                          Calibration::PixelSpacing,
                          Calibration::ImagerPixelSpacing,
                          Calibration::NominalScannedPixelSpacing,
                          Calibration::UltrasoundRegion,
                          Calibration::None};

TEST(Calibration, HasANameThatReadsBackAsTheSame) {
  for (const Calibration c : kAll)
    EXPECT_EQ(calibrationFromName(calibrationName(c)), c);
  EXPECT_FALSE(calibrationFromName("metres"));
}

TEST(Calibration, OnlyThePatientNeedsNoRemark) {
  for (const Calibration c : kAll)
    EXPECT_EQ(calibrationRemark(c).empty(), c == Calibration::Patient);
  EXPECT_EQ(calibrationRemark(Calibration::None), "not calibrated");
}

TEST(Calibration, WithoutItThereAreNoMillimetresAndNoDirections) {
  EXPECT_FALSE(hasMillimetres(Calibration::None));
  EXPECT_FALSE(hasVolume(Calibration::None));
  EXPECT_FALSE(hasDirections(Calibration::None));
}

TEST(Calibration, ASpacingAtTheDetectorGivesLengthsButNeitherVolumesNorDirections) {
  EXPECT_TRUE(hasMillimetres(Calibration::ImagerPixelSpacing));
  EXPECT_FALSE(hasVolume(Calibration::ImagerPixelSpacing));
  EXPECT_FALSE(hasDirections(Calibration::ImagerPixelSpacing));
}

}  // namespace
}  // namespace limn
