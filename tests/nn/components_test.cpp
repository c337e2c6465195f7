// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "components.h"

#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

namespace limn::nn {
namespace {

TEST(ConnectedComponents, JoinCornersButNotOtherValues) {
  at::Tensor labels = at::zeros({4, 5}, at::kByte);
  labels[0][0] = 1;
  labels[1][1] = 1;  // corner to corner with the first
  labels[1][2] = 2;  // beside it, another value
  labels[3][4] = 1;

  const Components found = connectedComponents(labels);

  ASSERT_EQ(found.parts.size(), 3U);
  EXPECT_EQ(found.parts[0].pixels, 2);
  EXPECT_EQ(found.parts[0].box.x1, 2);
  EXPECT_EQ(found.parts[0].box.y1, 2);
  EXPECT_EQ(found.labels[0], found.labels[6]);
  EXPECT_NE(found.labels[6], found.labels[7]);
  EXPECT_EQ(found.labels[5], 0);
}

TEST(ConnectedComponents, JoinsTheArmsOfAHorseshoe) {
  at::Tensor labels = at::zeros({5, 5}, at::kByte);
  labels.select(1, 0).fill_(3);
  labels.select(1, 4).fill_(3);
  labels.select(0, 4).fill_(3);

  EXPECT_EQ(connectedComponents(labels).parts.size(), 1U);
}

TEST(LargestComponentBox, IsEmptyForAnEmptyMask) {
  const PixelBox box = largestComponentBox(at::zeros({3, 3}, at::kByte));

  EXPECT_EQ(box.x1 - box.x0, 0);
}

}  // namespace
}  // namespace limn::nn
