// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/agreement.h"

#include <gtest/gtest.h>

namespace limn::batch {
namespace {

TEST(Agreement, CountsEachLabelOfEither) {
  const std::vector<LabelId> a{0, 1, 1, 2}, b{0, 1, 3, 2};

  const auto list = agreement(a, b);

  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 3U);
  EXPECT_DOUBLE_EQ((*list)[0].dice(), 2.0 / 3);
  EXPECT_DOUBLE_EQ((*list)[0].iou(), 0.5);
  EXPECT_EQ((*list)[1].dice(), 1);
  EXPECT_EQ((*list)[2].label, 3);
  EXPECT_EQ((*list)[2].dice(), 0);
}

TEST(Agreement, EmptyMasksAgreeAndOtherSizesDoNotCompare) {
  EXPECT_EQ(Agreement{}.dice(), 1);
  EXPECT_EQ(Agreement{}.iou(), 1);
  const std::vector<LabelId> a(3), b(4);
  EXPECT_EQ(agreement(a, b).error().code, ErrorCode::Mismatch);
}

}  // namespace
}  // namespace limn::batch
