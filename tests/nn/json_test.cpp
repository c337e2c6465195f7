// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "json.h"

#include <gmock/gmock.h>

namespace limn::nn {
namespace {

std::string stringFrom(std::string_view text) {
  JsonReader json(text);
  std::string value = json.string();
  json.end();
  return value;
}

std::int64_t integerFrom(std::string_view text) {
  JsonReader json(text);
  const std::int64_t value = json.integer();
  json.end();
  return value;
}

TEST(Json, StringsSurviveWritingAndReading) {
  for (const std::string text : {"", "plain", "\"\\/\b\f\n\r\t\x01", "näïve ✓ 𝄞"}) {
    EXPECT_EQ(stringFrom(jsonString(text)), text);
  }
}

TEST(Json, EscapesAreDecoded) {
  EXPECT_EQ(stringFrom(R"("\u0041\u00e9\u2713\ud834\udd1e\/")"), "Aé✓𝄞/");
}

TEST(Json, DamagedStringsAreRefused) {
  for (const std::string_view text :
       {"\"open", "\"\\x\"", "\"\\u12\"", "\"\\ud834\"", "\"\\udd1e\"", "\"\\ud834\\u0041\"",
        "\"\n\"", "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\\"}) {
    EXPECT_THROW((void)stringFrom(text), JsonError) << text;
  }
}

TEST(Json, IntegersAreExactOrRefused) {
  EXPECT_EQ(integerFrom("0"), 0);
  EXPECT_EQ(integerFrom(" -17 "), -17);
  EXPECT_EQ(integerFrom("9223372036854775807"), 9223372036854775807LL);
  for (const std::string_view text :
       {"", "-", "01", "-0", "1.5", "1e3", "+1", "9223372036854775808", "0x10", "true", "1 2"}) {
    EXPECT_THROW((void)integerFrom(text), JsonError) << text;
  }
}

TEST(Json, ContainersAreStrict) {
  const auto readArray = [](std::string_view text) {
    JsonReader json(text);
    int count = 0;
    json.array([&] {
      (void)json.boolean();
      ++count;
    });
    json.end();
    return count;
  };

  EXPECT_EQ(readArray("[]"), 0);
  EXPECT_EQ(readArray("[ true , false ]"), 2);
  for (const std::string_view text :
       {"[", "[true", "[true,]", "[,true]", "[true true]", "{}", "[]]"}) {
    EXPECT_THROW((void)readArray(text), JsonError) << text;
  }
}

}  // namespace
}  // namespace limn::nn
