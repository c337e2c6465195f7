// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"

#include <gmock/gmock.h>

namespace limn::test {
namespace {

using ::testing::HasSubstr;

class TrainTest : public CliTest {
 protected:
  [[nodiscard]] std::vector<std::string> words(std::vector<std::string> more) const {
    std::vector<std::string> all{"train",    "-o",    path("run"), "--mode", "full",
                                 "--images", "1",     "--masks",   "1",      "--interactions",
                                 "1",        "--json"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
};

TEST_F(TrainTest, LeavesAModelThatTheOtherCommandsOpen) {
  const auto document = parse(limn(words({"--shape", "tiny", "--steps", "2"})));

  EXPECT_EQ(document["step"], 2);
  EXPECT_EQ(document["finished"], true);
  const auto info = parse(limn({"info", document["model"], "--json"}));
  EXPECT_THAT(info.dump(), HasSubstr("sam-med2d"));
}

TEST_F(TrainTest, GoesOnWhereItStopped) {
  EXPECT_EQ(limn(words({"--shape", "tiny", "--steps", "1"})).exitCode, 0);

  const auto document = parse(limn(words({"--steps", "3", "--resume"})));

  EXPECT_EQ(document["step"], 3);
}

TEST_F(TrainTest, RefusesWhatItCannotTrain) {
  const auto neither = limn(words({"--steps", "1"}));
  const auto plain = limn({"train", "-o", path("run"), "--shape", "vit_b_plain_256"});
  const auto broken = limn(words({"--init", write("broken.pth", "no weights"), "--steps", "1"}));
  const auto half = limn(words({"--shape", "tiny", "--precision", "bf16"}));
  const auto shards = limn(words({"--shape", "tiny", "--shards", write("s.safetensors", "x")}));

  EXPECT_EQ(neither.exitCode, 2);
  EXPECT_EQ(plain.exitCode, 3);
  EXPECT_THAT(plain.err, HasSubstr("adapters"));
  EXPECT_EQ(broken.exitCode, 3);
  EXPECT_THAT(broken.err, HasSubstr("broken.pth"));
  EXPECT_EQ(half.exitCode, 2);
  EXPECT_THAT(half.err, HasSubstr("--bf16"));
  EXPECT_EQ(shards.exitCode, 3);
  EXPECT_THAT(shards.err, HasSubstr("s.safetensors"));
}

}  // namespace
}  // namespace limn::test
