// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "zip_archive.h"

#include "checkpoint_builder.h"
#include "checkpoint_support.h"

#include <gmock/gmock.h>

namespace limn::nn {
namespace {

using ::testing::HasSubstr;

const test::ZipEntries kEntries{{"a/one", "first"}, {"a/two", "the second"}};

std::string contentOf(const std::string& file, const std::string& name) {
  const MemorySource source(file);
  const ZipArchive zip(source);
  const ZipArchive::Entry& entry = zip.entries().at(name);
  return source.text(zip.dataOffset(name, entry), entry.size);
}

std::string zipErrorOf(const std::string& file) {
  return test::checkpointErrorOf([&] {
    const MemorySource source(file);
    const ZipArchive zip(source);
    for (const auto& [name, entry] : zip.entries())
      (void)zip.dataOffset(name, entry);
  });
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(ZipArchive, FindsStoredEntries) {
  EXPECT_EQ(contentOf(test::zipOf(kEntries), "a/one"), "first");
  EXPECT_EQ(contentOf(test::zipOf(kEntries), "a/two"), "the second");
  EXPECT_EQ(contentOf(test::zip64Of(kEntries), "a/two"), "the second");
}

TEST(ZipArchive, EndRecordMayHaveAComment) {
  std::string file = test::zipOf(kEntries);
  file[file.size() - 2] = 4;

  EXPECT_EQ(contentOf(file + "note", "a/two"), "the second");
}

TEST(ZipArchive, CutOrMissingRecordsAreRefused) {
  const std::string file = test::zipOf(kEntries), file64 = test::zip64Of(kEntries);

  EXPECT_THAT(zipErrorOf(""), HasSubstr("no end record"));
  EXPECT_THAT(zipErrorOf(file.substr(0, file.size() - 1)), HasSubstr("no end record"));
  EXPECT_THAT(zipErrorOf(replaced(file, "PK\1\2", "PK\1\7")), HasSubstr("damaged at entry 0 of 2"));
  EXPECT_THAT(zipErrorOf(replaced(file, "PK\3\4", "PK\3\7")), HasSubstr("has no header at 0"));
  EXPECT_THAT(zipErrorOf(replaced(file64, "PK\6\7", "PK\6\1")), HasSubstr("locator is missing"));
  EXPECT_THAT(zipErrorOf(replaced(file64, "PK\6\6", "PK\6\1")), HasSubstr("end record is missing"));
}

TEST(ZipArchive, EntriesThatComeTwiceAreRefused) {
  EXPECT_THAT(zipErrorOf(test::zipOf({{"a", "1"}, {"a", "2"}})), HasSubstr("'a' comes twice"));
}

TEST(ZipArchive, EntriesBeyondTheFileAreRefused) {
  std::string file = test::zipOf({{"a", "data"}});
  const std::size_t directory = file.find("PK\1\2");
  file.replace(directory + 20, 8, test::raw(0x40000000U) + test::raw(0x40000000U));

  EXPECT_THAT(zipErrorOf(file), HasSubstr("reaches past the end"));
}

TEST(ZipArchive, CompressedAndEncryptedEntriesAreRefused) {
  std::string encrypted = test::zipOf(kEntries);
  encrypted[encrypted.find("PK\1\2") + 8] = 1;

  EXPECT_THAT(zipErrorOf(test::zipOf(kEntries, 8)), HasSubstr("'a/one' is compressed"));
  EXPECT_THAT(zipErrorOf(encrypted), HasSubstr("'a/one' is compressed or encrypted"));
}

}  // namespace
}  // namespace limn::nn
