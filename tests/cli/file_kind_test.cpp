// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "file_kind.h"

#include "cli_support.h"

namespace limn::test {
namespace {

using namespace std::string_literals;

class FileKindTest : public CliTest {};

TEST_F(FileKindTest, KnowsCheckpointsByTheirFirstBytes) {
  EXPECT_TRUE(apps::looksLikeCheckpoint(write("a", readBytes(model()))));
  EXPECT_TRUE(apps::looksLikeCheckpoint(
      write("b", "PK\x03\x04"s + std::string(26, '\0') + "archive/data.pkl")));
  EXPECT_TRUE(apps::looksLikeCheckpoint(
      write("c", "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."s)));
}

TEST_F(FileKindTest, BelievesTheSuffixOfADamagedOne) {
  EXPECT_TRUE(apps::looksLikeCheckpoint(write("empty.pth", "")));
  EXPECT_TRUE(apps::looksLikeCheckpoint(write("SHOUTED.PT", "x")));
}

TEST_F(FileKindTest, LeavesOtherFilesAlone) {
  EXPECT_FALSE(apps::looksLikeCheckpoint(image()));
  EXPECT_FALSE(apps::looksLikeCheckpoint(write("study.zip", "PK\x03\x04"s + std::string(40, 'x'))));
  EXPECT_FALSE(apps::looksLikeCheckpoint(folder()));
  EXPECT_FALSE(apps::looksLikeCheckpoint(path("none")));
}

}  // namespace
}  // namespace limn::test
