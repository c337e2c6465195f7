// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"

namespace limn::test {
namespace {

class SynthesizeTest : public CliTest {};

TEST_F(SynthesizeTest, WritesAPngThatDependsOnTheSeedAlone) {
  const auto draw = [&](const std::string& name, const std::string& seed) {
    const auto result = limn({"synthesize", "--out", path(name), "--seed", seed, "--count", "2",
                              "--side", "64", "--json"});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    EXPECT_EQ(nlohmann::json::parse(result.out)["pictures"], 2);
    return readBytes(path(name));
  };

  const std::string first = draw("a.png", "5");

  EXPECT_TRUE(first.starts_with("\x89PNG\r\n\x1a\n"));
  EXPECT_EQ(draw("b.png", "5"), first);
  EXPECT_NE(draw("c.png", "6"), first);
}

TEST_F(SynthesizeTest, NamesAFolderWithoutShards) {
  const auto result = limn({"synthesize", "--out", path("a.png"), "--shards", path("nothing")});

  EXPECT_NE(result.exitCode, 0);
  EXPECT_TRUE(result.err.find(path("nothing")) != std::string::npos) << result.err;
  EXPECT_FALSE(std::filesystem::exists(path("a.png")));
}

}  // namespace
}  // namespace limn::test
