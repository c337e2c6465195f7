// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/content_hash.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace limn {
namespace {

std::string hashOf(const std::vector<std::byte>& bytes) {
  return ContentHash().add(bytes).hex();
}

TEST(ContentHash, StaysTheSameFromVersionToVersion) {
  EXPECT_EQ(ContentHash().hex().size(), 32U);
  EXPECT_EQ(ContentHash().add("limn").hex(), ContentHash().add("limn").hex());
}

TEST(ContentHash, EveryBitAndTheLengthCount) {
  std::vector<std::byte> bytes(83);
  std::set<std::string> seen{hashOf(bytes)};
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const std::byte flip{static_cast<unsigned char>(1U << (bit % 8))};
    bytes[bit / 8] ^= flip;
    EXPECT_TRUE(seen.insert(hashOf(bytes)).second) << "bit " << bit;
    bytes[bit / 8] ^= flip;
  }
  for (std::size_t size = 0; size < 83; ++size) {
    EXPECT_TRUE(seen.insert(hashOf(std::vector<std::byte>(size))).second) << size << " bytes";
  }
}

TEST(ContentHash, PartsAreToldApart) {
  EXPECT_NE(ContentHash().add("ab").add("c").hex(), ContentHash().add("a").add("bc").hex());
  EXPECT_NE(ContentHash().add("abc").hex(), ContentHash().add("ab").add("c").hex());
}

TEST(ContentHash, TakesPartsInTheirOrder) {
  EXPECT_NE(ContentHash().add("a").add("b").hex(), ContentHash().add("b").add("a").hex());
}

}  // namespace
}  // namespace limn
