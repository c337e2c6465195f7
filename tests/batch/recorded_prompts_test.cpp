// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/recorded_prompts.h"

#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace limn::batch {
namespace {

const std::string kHeading = "{\"limn_prompts\":1,\"seed\":5}\n";

Result<RecordedPrompts> readText(const std::string& text) {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() / "prompts.jsonl", std::ios::binary) << text;
  return RecordedPrompts::read(folder.path() / "prompts.jsonl");
}

TEST(RecordedPrompts, ReadsBackWhatItWrote) {
  RecordedPrompts recorded(18446744073709551615U);
  recorded.add({"a, \"b\"", 3, "left"}, {{{1, 2}, {3, 4}}, {{{5, 6}, true}, {{0, 7}, false}}});
  recorded.add({"a, \"b\"", 3, "right"}, {{{0, 0}, {9, 9}}, {{{1, 1}, true}}});
  recorded.add({"z", -1, ""}, {{{2, 2}, {2, 2}}, {{{2, 2}, true}}});

  const auto again = readText(recorded.text());

  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(again->seed(), recorded.seed());
  EXPECT_EQ(again->all(), recorded.all());
}

TEST(RecordedPrompts, FindsByItemIdAndName) {
  RecordedPrompts recorded(1);
  recorded.add({"a", 3, "x"}, {{{1, 2}, {3, 4}}, {{{5, 6}, true}}});

  EXPECT_NE(recorded.find({"a", 3, "x"}), nullptr);
  EXPECT_EQ(recorded.find({"a", 3, "y"}), nullptr);
  EXPECT_EQ(recorded.find({"a", 4, "x"}), nullptr);
  EXPECT_EQ(recorded.find({"b", 3, "x"}), nullptr);
}

TEST(RecordedPrompts, RefusesADamagedFileAndNamesTheLine) {
  const std::string good = R"({"item":"a","mask":1,"name":"","box":[0,0,1,1],"points":[[0,0,1]]})";
  const std::vector<std::pair<std::string, std::string>> damaged{
      {"", "is empty"},
      {"{}\n", "line 1"},
      {"not json\n", "line 1"},
      {kHeading + "not json\n", "line 2"},
      {kHeading + good + "\n[1]\n", "line 3"},
      {kHeading + good + "\n" + good + "\n", "second entry"},
      {kHeading + R"({"mask":1,"name":"","box":[0,0,1,1],"points":[[0,0,1]]})", "\"item\""},
      {kHeading + R"({"item":"a","mask":1.5,"name":"","box":[0,0,1,1],"points":[[0,0,1]]})",
       "\"mask\""},
      {kHeading + R"({"item":"a","mask":1,"name":"","box":[2,0,1,1],"points":[[0,0,1]]})",
       "\"box\""},
      {kHeading + R"({"item":"a","mask":1,"name":"","box":[0,0,1],"points":[[0,0,1]]})", "\"box\""},
      {kHeading + R"({"item":"a","mask":1,"name":"","box":[0,0,1,1],"points":[]})", "\"points\""},
      {kHeading + R"({"item":"a","mask":1,"name":"","box":[0,0,1,1],"points":[[0,0,2]]})",
       "\"points\""},
      {kHeading + R"({"item":"a","mask":1,"name":"","box":[0,0,1,1],"points":[[0,"0",1]]})",
       "\"points\""}};
  for (const auto& [text, word] : damaged) {
    const auto recorded = readText(text);

    ASSERT_FALSE(recorded) << text;
    EXPECT_EQ(recorded.error().code, ErrorCode::Unreadable);
    EXPECT_NE(recorded.error().message().find(word), std::string::npos)
        << recorded.error().message();
    EXPECT_NE(recorded.error().message().find("prompts.jsonl"), std::string::npos);
  }
}

TEST(RecordedPrompts, MissingFileIsNotFound) {
  const auto recorded = RecordedPrompts::read("no/such/prompts.jsonl");

  ASSERT_FALSE(recorded);
  EXPECT_EQ(recorded.error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace limn::batch
