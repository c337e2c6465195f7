// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "document/label_palette.h"

#include <gtest/gtest.h>

#include <cmath>

namespace limn::core {
namespace {

TEST(LabelPalette, ColoursAreApartFromEachOther) {
  for (std::size_t i = 0; i < kLabelPalette.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Rgb a = kLabelPalette[i], b = kLabelPalette[j];
      EXPECT_GT(std::hypot(a.r - b.r, a.g - b.g, a.b - b.b), 50) << i << " and " << j;
    }
  }
}

TEST(LabelPalette, RepeatsAfterItsEnd) {
  EXPECT_EQ(paletteColor(1), kLabelPalette[0]);
  EXPECT_EQ(paletteColor(static_cast<LabelId>(kLabelPalette.size() + 1)), kLabelPalette[0]);
}

TEST(LabelPalette, TheSmallestFreeIdFillsGaps) {
  EXPECT_EQ(freeLabelId({}), 1);
  EXPECT_EQ(freeLabelId({LabelInfo{1, "a"}, LabelInfo{3, "c"}}), 2);
}

}  // namespace
}  // namespace limn::core
