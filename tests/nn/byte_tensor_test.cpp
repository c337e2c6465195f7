// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/byte_tensor.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace limn::nn {
namespace {

TEST(ByteTensor, HoldsACopyInRowMajorOrder) {
  std::vector<std::uint8_t> bytes{0, 1, 2, 3, 4, 255};

  const at::Tensor tensor = byteTensor(bytes, {2, 3});
  bytes[0] = 9;

  EXPECT_EQ(tensor.scalar_type(), at::kByte);
  EXPECT_EQ(tensor[0][0].item<int>(), 0);
  EXPECT_EQ(tensor[1][2].item<int>(), 255);
}

TEST(ByteTensor, RefusesAnotherNumberOfBytes) {
  const std::vector<std::uint8_t> bytes(5);

  EXPECT_THROW((void)byteTensor(bytes, {2, 3}), std::invalid_argument);
  EXPECT_THROW((void)byteTensor(bytes, {-1, -5}), std::invalid_argument);
}

}  // namespace
}  // namespace limn::nn
