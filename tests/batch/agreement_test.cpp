// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/agreement.h"

#include <gtest/gtest.h>

namespace limn::batch {
namespace {

TEST(Agreement, IsDiceAndJaccardOfTheCounts) {
  const Agreement agreement{1, 2, 1, 1};
  EXPECT_DOUBLE_EQ(agreement.dice(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(agreement.iou(), 0.5);
  EXPECT_EQ(Agreement{}.dice(), 1);
  EXPECT_EQ(Agreement{}.iou(), 1);
}

}  // namespace
}  // namespace limn::batch
