// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/voxel_buffer.h"

#include <gtest/gtest.h>

#include <limits>
#include <new>
#include <utility>

namespace limn {
namespace {

TEST(VoxelBuffer, TakesTheBytesOfAVectorWithoutCopyingThem) {
  std::vector<std::byte> bytes{std::byte{1}, std::byte{2}, std::byte{3}};
  const std::byte* where = bytes.data();

  VoxelBuffer buffer = std::move(bytes);
  const VoxelBuffer moved = std::move(buffer);

  EXPECT_EQ(moved.data(), where);
  EXPECT_EQ(moved.size(), 3U);
  EXPECT_EQ(moved[2], std::byte{3});
}

TEST(VoxelBuffer, FreshOnesAreZeroAndStayWhereTheyAreWhenMoved) {
  VoxelBuffer buffer = VoxelBuffer::zeros(10'000);
  EXPECT_EQ(buffer[0], std::byte{0});
  EXPECT_EQ(buffer[9'999], std::byte{0});
  buffer.data()[9'999] = std::byte{7};
  const std::byte* where = buffer.data();

  VoxelBuffer other = VoxelBuffer::zeros(1);
  other = std::move(buffer);

  EXPECT_EQ(other.data(), where);
  EXPECT_EQ(other[9'999], std::byte{7});
}

TEST(VoxelBuffer, CanBeEmpty) {
  EXPECT_EQ(VoxelBuffer().size(), 0U);
  EXPECT_EQ(VoxelBuffer::zeros(0).size(), 0U);
  EXPECT_EQ(VoxelBuffer(std::vector<std::byte>()).size(), 0U);
}

TEST(VoxelBuffer, RefusesWhatNoMachineHas) {
  EXPECT_THROW((void)VoxelBuffer::zeros(std::numeric_limits<std::size_t>::max() / 2),
               std::bad_alloc);
}

}  // namespace
}  // namespace limn
