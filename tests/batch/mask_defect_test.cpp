// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/mask_defect.h"

#include "mask/mask_shape.h"

#include <gtest/gtest.h>

namespace limn::batch {
namespace {

Mask block() {
  Mask mask(60, 60);
  for (std::int64_t y = 20; y < 40; ++y) {
    for (std::int64_t x = 20; x < 40; ++x)
      mask.set(x, y);
  }
  return mask;
}

TEST(MaskDefect, EachDoesWhatItsNameSays) {
  const Mask right = block();

  EXPECT_EQ(withDefect(right, Defect::None, 3), right);
  const Mask eroded = withDefect(right, Defect::Eroded, 3);
  EXPECT_EQ(eroded.countCommon(right), eroded.count());
  EXPECT_EQ(eroded.count(), 16 * 16);
  const Mask dilated = withDefect(right, Defect::Dilated, 3);
  EXPECT_EQ(dilated.countCommon(right), right.count());
  EXPECT_GT(dilated.count(), right.count());
  const Mask moved = withDefect(right, Defect::Shifted, 3);
  EXPECT_EQ(moved.count(), right.count());
  EXPECT_NE(moved, right);
  const Mask half = withDefect(right, Defect::HalfMissing, 3);
  EXPECT_EQ(half.countCommon(right), half.count());
  EXPECT_NEAR(static_cast<double>(half.count()), 200, 30);
  EXPECT_EQ(components(withDefect(right, Defect::Island, 3)).size(), 2U);
}

TEST(MaskDefect, TheSeedDecides) {
  EXPECT_EQ(withDefect(block(), Defect::HalfMissing, 5),
            withDefect(block(), Defect::HalfMissing, 5));
  EXPECT_NE(withDefect(block(), Defect::HalfMissing, 5),
            withDefect(block(), Defect::HalfMissing, 6));
}

TEST(MaskDefect, NeverEmptiesAMask) {
  Mask dot(9, 9);
  dot.set(4, 4);
  for (const Defect defect : kDefects)
    EXPECT_GT(withDefect(dot, defect, 1).count(), 0) << defectName(defect);
}

TEST(MaskDefect, NamesAreUnderstood) {
  for (const Defect defect : kDefects)
    EXPECT_EQ(defectNamed(defectName(defect)), defect);
  EXPECT_EQ(defectNamed("torn").error().code, ErrorCode::WrongUse);
}

}  // namespace
}  // namespace limn::batch
