// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "work/seeded_order.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace limn::batch {
namespace {

const std::vector<std::string> kNames{"a", "b", "c", "d", "e", "f", "g", "h"};

TEST(SeededSample, IsAPermutationThatSeedAndNamesDecide) {
  const auto order = seededSample(kNames, 0, 1);

  auto sorted = order;
  std::ranges::sort(sorted);
  EXPECT_EQ(sorted, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(seededSample(kNames, 0, 1), order);
  EXPECT_NE(seededSample(kNames, 0, 2), order);
  EXPECT_NE(order, sorted);
}

TEST(SeededSample, LongerSampleBeginsWithTheShorterOne) {
  const auto three = seededSample(kNames, 3, 9), five = seededSample(kNames, 5, 9);

  ASSERT_EQ(three.size(), 3U);
  ASSERT_EQ(five.size(), 5U);
  EXPECT_TRUE(std::equal(three.begin(), three.end(), five.begin()));
  EXPECT_EQ(seededSample(kNames, 100, 9).size(), kNames.size());
}

}  // namespace
}  // namespace limn::batch
