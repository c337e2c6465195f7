// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "tensor_layout.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace limn::nn {
namespace {

using Sizes = std::vector<std::int64_t>;
constexpr std::int64_t kHuge = std::int64_t{1} << 62;

TEST(TensorLayout, CountsElementsWithoutOverflow) {
  EXPECT_EQ(elementCount(Sizes{}), 1);
  EXPECT_EQ(elementCount(Sizes{2, 3, 4}), 24);
  EXPECT_EQ(elementCount(Sizes{2, 0, 4}), 0);
  EXPECT_EQ(elementCount(Sizes{2, -1}), std::nullopt);
  EXPECT_EQ(elementCount(Sizes{kHuge, 4}), std::nullopt);
  EXPECT_EQ(elementCount(Sizes{kHuge, kHuge, 0}), std::nullopt);
  EXPECT_EQ(elementCount(Sizes(65, 1)), std::nullopt);
}

TEST(TensorLayout, FindsTheEndOfStridedTensors) {
  EXPECT_EQ(stridedEnd(0, Sizes{2, 3}, Sizes{3, 1}), 6);
  EXPECT_EQ(stridedEnd(5, Sizes{2, 3}, Sizes{1, 2}), 11);
  EXPECT_EQ(stridedEnd(5, Sizes{}, Sizes{}), 6);
  EXPECT_EQ(stridedEnd(5, Sizes{0, 3}, Sizes{3, 1}), 5);
  EXPECT_EQ(stridedEnd(0, Sizes{9, 9}, Sizes{0, 0}), 1);
  EXPECT_EQ(stridedEnd(-1, Sizes{2}, Sizes{1}), std::nullopt);
  EXPECT_EQ(stridedEnd(0, Sizes{2}, Sizes{-1}), std::nullopt);
  EXPECT_EQ(stridedEnd(0, Sizes{5}, Sizes{kHuge}), std::nullopt);
  EXPECT_EQ(stridedEnd(kHuge, Sizes{2, 2}, Sizes{kHuge, 1}), std::nullopt);
  EXPECT_EQ(stridedEnd(std::numeric_limits<std::int64_t>::max(), Sizes{1}, Sizes{1}), std::nullopt);
}

TEST(TensorLayout, CodesNameTheSameDtypeBothWays) {
  for (const auto type : {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong, at::kInt,
                          at::kShort, at::kChar, at::kByte, at::kBool}) {
    EXPECT_EQ(dtypeFromCode(dtypeCode(type)), type);
  }
  EXPECT_EQ(dtypeCode(at::kComplexFloat), "");
  EXPECT_EQ(dtypeFromCode("F8_E4M3"), std::nullopt);
}

}  // namespace
}  // namespace limn::nn
