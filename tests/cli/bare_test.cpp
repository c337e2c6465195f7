// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"

namespace limn::test {
namespace {

TEST_F(CliTest, SaysItsVersion) {
  const auto result = limn({"--version"});

  EXPECT_EQ(result.exitCode, 0);
  EXPECT_EQ(result.out.substr(0, 5), "limn ");
}

TEST_F(CliTest, HelpListsWhatIsThere) {
  const auto result = limn({"--help"});

  EXPECT_EQ(result.exitCode, 0);
  for (const char* command :
       {"info", "segment", "convert", "compare", "models", "selfcheck", "evaluate", "pack", "train",
        "bench", "synthesize", "embed", "refine", "merge-reports", "case", "replay"}) {
    EXPECT_NE(result.out.find(std::string("\n  ") + command + " "), std::string::npos) << command;
  }
}

TEST_F(CliTest, UnknownCommandIsWrongUse) {
  const auto result = limn({"frobnicate"});

  EXPECT_EQ(result.exitCode, 2);
  EXPECT_NE(result.err.find("'frobnicate' is neither a command nor a file"), std::string::npos);
}

TEST_F(CliTest, UnknownOptionIsWrongUseAndAJsonDocument) {
  const auto result = limn({"info", "--colour", image(), "--json"});

  EXPECT_EQ(result.exitCode, 2);
  EXPECT_EQ(parse(result)["error"]["code"], "wrong_use");
  EXPECT_NE(result.err.find("--colour"), std::string::npos);
}

TEST_F(CliTest, SurplusArgumentIsWrongUse) {
  const auto result = limn({"compare", "a.nii", "b.nii", image()});

  EXPECT_EQ(result.exitCode, 2);
  EXPECT_NE(result.err.find("scan.nii"), std::string::npos);
}

TEST_F(CliTest, FullStandardOutputIsAnError) {
  const std::string command = programPath("limn").string() + " info " + image() + " > /dev/full";

  const auto result = runProcess("/bin/sh", {"-c", command});

  EXPECT_EQ(result.exitCode, 3);
  EXPECT_NE(result.err.find("standard output"), std::string::npos);
}

}  // namespace
}  // namespace limn::test
