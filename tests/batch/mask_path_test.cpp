// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "report/mask_path.h"

#include "support/builders.h"

#include <gtest/gtest.h>

namespace limn::batch {
namespace {

using test::drawMask;

TEST(MaskPath, GoesAroundAPixel) {
  EXPECT_EQ(maskPath(drawMask(".../.#./...")), "M1 1H2M1 2H2M1 1V2M2 1V2");
}

TEST(MaskPath, JoinsStraightPieces) {
  EXPECT_EQ(maskPath(drawMask("##/##")), "M0 0H2M0 2H2M0 0V2M2 0V2");
}

TEST(MaskPath, GoesAroundHoles) {
  EXPECT_EQ(maskPath(drawMask("###/#.#/###")), "M0 0H3M1 1H2M1 2H2M0 3H3M0 0V3M1 1V2M2 1V2M3 0V3");
}

TEST(MaskPath, IsEmptyForAnEmptyMask) {
  EXPECT_EQ(maskPath(drawMask("../..")), "");
}

}  // namespace
}  // namespace limn::batch
