// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/csv_table.h"

#include <gmock/gmock.h>

namespace limn::imaging {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CsvTable, ReadsColumnsAndRows) {
  const auto table = parseCsv("id,image\na,1.png\nb,\n", "x.csv");

  ASSERT_TRUE(table);
  EXPECT_THAT(table->columns, ElementsAre("id", "image"));
  ASSERT_EQ(table->rows.size(), 2U);
  EXPECT_THAT(table->rows[0].fields, ElementsAre("a", "1.png"));
  EXPECT_THAT(table->rows[1].fields, ElementsAre("b", ""));
  EXPECT_EQ(table->column("image"), 1U);
  EXPECT_FALSE(table->column("mask"));
}

TEST(CsvTable, QuotedFieldsHoldCommasQuotesAndLineEnds) {
  const auto table = parseCsv("a,b\r\n\"x, \"\"y\"\"\",\"1\n2\"\r\n3,4", "x.csv");

  ASSERT_TRUE(table);
  EXPECT_THAT(table->rows[0].fields, ElementsAre("x, \"y\"", "1\n2"));
  EXPECT_THAT(table->rows[1].fields, ElementsAre("3", "4"));
  EXPECT_EQ(table->rows[1].line, 4U);
}

TEST(CsvTable, PassesOverByteOrderMarkAndEmptyLines) {
  const auto table = parseCsv("\xEF\xBB\xBFid\n\na\n\r\n", "x.csv");

  ASSERT_TRUE(table);
  EXPECT_THAT(table->columns, ElementsAre("id"));
  EXPECT_EQ(table->rows.size(), 1U);
}

TEST(CsvTable, RowWithOtherNumberOfFieldsIsNamed) {
  const auto table = parseCsv("a,b\n1,2\n3\n", "x.csv");

  ASSERT_FALSE(table);
  EXPECT_THAT(table.error().detail, HasSubstr("x.csv, line 3: 1 fields; expected 2"));
}

TEST(CsvTable, OpenQuoteIsNamed) {
  const auto table = parseCsv("a,b\n1,\"2\n3,4\n", "x.csv");

  ASSERT_FALSE(table);
  EXPECT_THAT(table.error().detail, HasSubstr("the quote that opens on line 2 is never closed"));
}

TEST(CsvTable, TextBehindClosingQuoteIsNamed) {
  const auto table = parseCsv("a\n\"1\"2\n", "x.csv");

  ASSERT_FALSE(table);
  EXPECT_THAT(table.error().detail, HasSubstr("line 2: text follows a closing quote"));
}

TEST(CsvTable, SameColumnTwiceAndEmptyFileAreRefused) {
  EXPECT_FALSE(parseCsv("a,a\n", "x.csv"));
  EXPECT_FALSE(parseCsv("\n\n", "x.csv"));
}

}  // namespace
}  // namespace limn::imaging
