// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/content_hash.h"

#include "limn/base/file_hash.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>
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

TEST(FileHash, EveryByteOfALargeFileCountsAndThePathDoesNot) {
  const test::TemporaryFolder folder;
  const auto write = [&](const char* name, const std::string& bytes) {
    std::ofstream(folder.path() / name, std::ios::binary) << bytes;
    return *fileHash(folder.path() / name);
  };
  std::string bytes((3U << 20U) + 5, 'a');
  const auto whole = write("a", bytes);
  EXPECT_EQ(write("b", bytes), whole);
  for (const std::size_t at : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
    std::string changed = bytes;
    changed[at] = 'b';
    EXPECT_NE(write("c", changed), whole) << at;
  }
  bytes.resize(2U << 20U);  // ends where a part ends
  EXPECT_NE(write("d", bytes), whole);
  EXPECT_NE(write("empty", ""), write("zero", std::string(1, '\0')));
}

TEST(FileHash, SaysWhatCannotBeRead) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(fileHash(folder.path() / "none").error().code, ErrorCode::NotFound);
  EXPECT_EQ(fileHash(folder.path()).error().code, ErrorCode::Unreadable);
}

}  // namespace
}  // namespace limn
