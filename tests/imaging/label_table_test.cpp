// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/label_table.h"

#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace limn {
namespace {

using imaging::LabelDialect;
using imaging::LabelTable;
using imaging::readLabelTable;
using imaging::writeLabelTable;
using testing::Contains;
using testing::HasSubstr;

LabelTable table() {
  LabelTable t;
  t.labels = {{1, "liver", {221, 130, 101}},
              {7, "left \"kidney\"", {1, 2, 3}},
              {40000, "Tumor größer 5 mm", {255, 0, 254}}};
  t.codes[1].category = {"123037004", "SCT", "Anatomical Structure"};
  t.codes[1].type = {"10200004", "SCT", "Liver"};
  t.codes[7].type = {"64033007", "SCT", "Kidney"};
  t.codes[7].typeModifier = {"7771000", "SCT", "Left"};
  t.codes[7].region = {"818983003", "SCT", "Abdomen"};
  return t;
}

class LabelTableTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file(const std::string& name) const {
    return folder_.path() / name;
  }
  Result<LabelTable> parse(const std::string& text) const {
    std::ofstream(file("x")) << text;
    return readLabelTable(file("x"));
  }
  test::TemporaryFolder folder_;
};

TEST_F(LabelTableTest, EveryDialectKeepsValuesAndEachWhatItCan) {
  struct Dialect {
    LabelDialect dialect;
    bool hasColours, hasCodes;
  };
  for (const Dialect d :
       {Dialect{LabelDialect::ItkSnap, true, false}, Dialect{LabelDialect::Dcmqi, true, true},
        Dialect{LabelDialect::Bids, true, false}, Dialect{LabelDialect::NnUnet, false, false}}) {
    const auto notes = writeLabelTable(table(), file("t"), d.dialect);
    ASSERT_TRUE(notes) << notes.error().message();
    const auto read = readLabelTable(file("t"));
    ASSERT_TRUE(read) << read.error().message();
    ASSERT_EQ(read->labels.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
      const LabelInfo expected = table().labels[i];
      EXPECT_EQ(read->labels[i].id, expected.id);
      if (d.hasColours) {
        EXPECT_EQ(read->labels[i].color, expected.color);
      }
      if (i != 1 || d.dialect != LabelDialect::ItkSnap) {
        EXPECT_EQ(read->labels[i].name, expected.name);
      }
    }
    if (d.hasCodes)
      EXPECT_EQ(read->codes, table().codes);
    else
      EXPECT_THAT(*notes, Contains(HasSubstr("no codes")));
  }
}

TEST_F(LabelTableTest, ATableSurvivesOneDialectAfterAnother) {
  // Every ordered pair: written in one, read, written in the other, read.
  const std::vector<LabelDialect> dialects{LabelDialect::ItkSnap, LabelDialect::Dcmqi,
                                           LabelDialect::Bids, LabelDialect::NnUnet};
  LabelTable plain = table();
  plain.labels[1].name = "left kidney";
  for (const LabelDialect first : dialects) {
    for (const LabelDialect second : dialects) {
      ASSERT_TRUE(writeLabelTable(plain, file("a"), first));
      const auto once = readLabelTable(file("a"));
      ASSERT_TRUE(once && writeLabelTable(*once, file("b"), second));
      const auto twice = readLabelTable(file("b"));
      ASSERT_TRUE(twice);
      const bool hasColours = first != LabelDialect::NnUnet && second != LabelDialect::NnUnet;
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(twice->labels[i].id, plain.labels[i].id);
        EXPECT_EQ(twice->labels[i].name, plain.labels[i].name);
        if (hasColours) {
          EXPECT_EQ(twice->labels[i].color, plain.labels[i].color);
        }
      }
    }
  }
}

TEST_F(LabelTableTest, FilesOfOtherProgramsAreRead) {
  const auto snap = parse(
      "# comment\r\n"
      "    0     0    0    0        0  0  0    \"Clear Label\"\r\n"
      "    3   255    0  128      0.5  0  1    \"Label 3\"\r\n");
  ASSERT_TRUE(snap) << snap.error().message();
  ASSERT_EQ(snap->labels.size(), 1U);
  EXPECT_EQ(snap->labels[0].color, (Rgb{255, 0, 128}));
  EXPECT_FALSE(snap->labels[0].visible);

  const auto bids = parse(
      "index\tname\tabbreviation\tcolor\n0\tBG\tBG\t#000000\n2\tGray Matter\tGM\t#ff53BB\n"
      "5\tBone\tBN\tn/a\n");
  ASSERT_TRUE(bids) << bids.error().message();
  ASSERT_EQ(bids->labels.size(), 2U);
  EXPECT_EQ(bids->labels[0].color, (Rgb{255, 0x53, 0xBB}));

  const auto old = parse(R"({"labels": {"0": "background", "2": "tumour", "1": "liver"}})");
  ASSERT_TRUE(old) << old.error().message();
  EXPECT_EQ(old->labels[0].name, "liver");
  EXPECT_EQ(old->labels[1].id, 2);
}

TEST_F(LabelTableTest, WhatIsDamagedIsRefusedWithItsPlace) {
  const auto refusal = [&](const std::string& text) {
    const auto read = parse(text);
    EXPECT_FALSE(read) << text;
    return read ? std::string() : read.error().message();
  };
  EXPECT_THAT(refusal("1 0 0 0 1 1 1 \"a\"\n2 0 0\n"), HasSubstr("line 2 is '2 0 0'"));
  EXPECT_THAT(refusal("1 300 0 0 1 1 1 \"a\"\n"), HasSubstr("0 to 255"));
  EXPECT_THAT(refusal("1 0 0 0 1 1 1 \"a\"\n1 0 0 0 1 1 1 \"b\"\n"),
              HasSubstr("both have the value 1"));
  EXPECT_THAT(refusal("70000 0 0 0 1 1 1 \"a\"\n"), HasSubstr("expected 1 to 65535"));
  EXPECT_THAT(refusal(""), HasSubstr("no labels"));
  EXPECT_THAT(refusal("index\tname\n1\n"), HasSubstr("2 cells"));
  EXPECT_THAT(refusal("index\tname\tcolor\n1\ta\tred\n"), HasSubstr("#FF0080"));
  EXPECT_THAT(refusal("index\tcolor\n"), HasSubstr("index and name"));
  EXPECT_THAT(refusal("{\"labels\": {\"a\": [1, 2]}}"), HasSubstr("region of several labels"));
  EXPECT_THAT(refusal("{\"labels\": {\"a\": 1.5e300}}"), HasSubstr("value"));
  EXPECT_THAT(refusal("{\"labels\": {\"x\": \"a\"}}"), HasSubstr("'x'"));
  EXPECT_THAT(refusal("{}"), HasSubstr("segmentAttributes"));
  EXPECT_THAT(refusal("{\"segmentAttributes\": [[{}]]}"), HasSubstr("labelID"));
  EXPECT_THAT(refusal("{\"segmentAttributes\": 3"), HasSubstr("not a table"));
  EXPECT_THAT(readLabelTable(file("absent")).error().message(), HasSubstr("absent"));
}

TEST_F(LabelTableTest, TheNameOfTheFileSelectsTheDialect) {
  EXPECT_EQ(*imaging::labelDialectOf("a.txt"), LabelDialect::ItkSnap);
  EXPECT_EQ(*imaging::labelDialectOf("a_dseg.tsv"), LabelDialect::Bids);
  EXPECT_EQ(*imaging::labelDialectOf("x/dataset.json"), LabelDialect::NnUnet);
  EXPECT_EQ(*imaging::labelDialectOf("meta.json"), LabelDialect::Dcmqi);
  EXPECT_THAT(imaging::labelDialectOf("a.nii").error().message(), HasSubstr(".tsv"));
}

}  // namespace
}  // namespace limn
