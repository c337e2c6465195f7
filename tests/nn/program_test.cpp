// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// The program limn-nn as a user meets it: output and exit codes.
#include "checkpoint_support.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <memory>

namespace limn::nn {
namespace {

struct Outcome {
  int exitCode = -1;
  std::string output;  // both streams
};

Outcome runProgram(const std::string& arguments) {
  Outcome out;
  const std::string command =
      limn::test::programPath("limn-nn").string() + " " + arguments + " 2>&1";
  FILE* pipe = ::popen(command.c_str(), "r");
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    out.output.append(buffer.data(), count);
  }
  const int status = ::pclose(pipe);
  out.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return out;
}

class Program : public test::CheckpointFolder {
 protected:
  void link(const std::string& name) const {
    const std::filesystem::path golden = limn::test::dataFolder() / "nn";
    std::filesystem::create_symlink(golden / name, path(name));
  }
};

TEST_F(Program, ShowsTheUsageForWrongUse) {
  for (const char* wrong : {"", "selftest", "selfcheck --what", "selfcheck --golden",
                            "selfcheck --json --json", "selfcheck --threads 0",
                            "selfcheck --precision bf16", "bench", "bench --arch a --model b"}) {
    const Outcome out = runProgram(wrong);
    EXPECT_EQ(out.exitCode, 2) << wrong;
    EXPECT_NE(out.output.find("Usage:"), std::string::npos) << wrong;
  }
  EXPECT_EQ(runProgram("bench --arch vit_q_plain_256").exitCode, 2);
  EXPECT_EQ(runProgram("selfcheck --device quantum").exitCode, 2);
  EXPECT_EQ(runProgram("bench --arch vit_b_plain_256 --precision fp16").exitCode, 2);
  EXPECT_EQ(runProgram("bench --arch vit_b_plain_256 --precision fp8").exitCode, 2);
}

TEST_F(Program, GoodFolderEndsWithZero) {
  link("losses.safetensors");

  const Outcome out = runProgram("selfcheck --golden " + path("").string());

  EXPECT_EQ(out.exitCode, 0) << out.output;
  EXPECT_EQ(out.output.find("ok"), 0U) << out.output;
}

TEST_F(Program, ComparesTheMasksOfAModelInAnotherPrecision) {
  link("losses.safetensors");
  const std::filesystem::path model = limn::test::dataFolder() / "nn" / "tiny_512.pth";

  const Outcome out = runProgram("selfcheck --json --pictures 2 --precision bf16 --golden " +
                                 path("").string() + " --model " + model.string());

  EXPECT_NE(out.output.find("tiny_512.pth"), std::string::npos) << out.output;
  EXPECT_NE(out.output.find("masks in bf16"), std::string::npos) << out.output;
}

TEST_F(Program, FailedVectorEndsWithOne) {
  link("tiny_adapter.expected.safetensors");

  const Outcome out = runProgram("selfcheck --json --golden " + path("").string());

  EXPECT_EQ(out.exitCode, 1) << out.output;
  EXPECT_NE(out.output.find("\"passed\": false"), std::string::npos) << out.output;
}

TEST_F(Program, BadInputEndsWithThree) {
  EXPECT_EQ(runProgram("selfcheck --golden " + path("").string()).exitCode, 3);
  EXPECT_EQ(runProgram("selfcheck --golden " + path("none").string()).exitCode, 3);
  EXPECT_EQ(runProgram("bench --model " + write("text.pth", "no checkpoint").string()).exitCode, 3);
}

TEST_F(Program, TimesAModelFile) {
  const std::filesystem::path model = limn::test::dataFolder() / "nn" / "tiny_adapter.pth";

  const Outcome out =
      runProgram("bench --json --repeat 1 --size 64 --batch 2 --model " + model.string());

  EXPECT_EQ(out.exitCode, 0) << out.output;
  EXPECT_NE(out.output.find("\"encode_ms\": "), std::string::npos) << out.output;
  EXPECT_NE(out.output.find("\"slices_per_second\": {\"2\": "), std::string::npos) << out.output;
}

TEST_F(Program, Bf16OnACpuIsShownOrSaidToBeAbsent) {
  const std::filesystem::path model = limn::test::dataFolder() / "nn" / "tiny_adapter.pth";

  const Outcome out =
      runProgram("bench --repeat 1 --size 64 --precision bf16 --model " + model.string());

  EXPECT_EQ(out.exitCode, 0) << out.output;
  const bool shown = out.output.find(" on cpu bf16 (") != std::string::npos;
  const bool absent = out.output.find("does not multiply bf16") != std::string::npos;
  EXPECT_NE(shown, absent) << out.output;
}

}  // namespace
}  // namespace limn::nn
