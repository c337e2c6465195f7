// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/dicom_structure.h"

#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace limn {
namespace {

using imaging::ByteSource;
using imaging::DicomStructure;
using imaging::inspectDicom;
using test::TemporaryFolder;

using namespace std::string_literals;

std::string le16(unsigned v) {
  return {static_cast<char>(v & 0xFF), static_cast<char>((v >> 8) & 0xFF)};
}
std::string le32(unsigned v) {
  return le16(v & 0xFFFF) + le16(v >> 16);
}
std::string tag(unsigned group, unsigned element) {
  return le16(group) + le16(element);
}
std::string shortElement(unsigned group, unsigned element, const std::string& vr,
                         const std::string& value) {
  return tag(group, element) + vr + le16(static_cast<unsigned>(value.size())) + value;
}
std::string longHead(unsigned group, unsigned element, const std::string& vr, unsigned length) {
  return tag(group, element) + vr + "\0\0"s + le32(length);
}
/// Preamble and meta group for a transfer syntax.
std::string head(const std::string& syntax = "1.2.840.10008.1.2.1\0"s) {
  return std::string(128, '\0') + "DICM" + shortElement(2, 0x10, "UI", syntax);
}
const std::string kPixels = longHead(0x7FE0, 0x10, "OW", 4) + "abcd";

Result<DicomStructure> inspect(const std::string& content) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "a.dcm";
  std::ofstream(file, std::ios::binary) << content;
  auto source = ByteSource::open(file);
  if (!source) return passOn(source);
  return inspectDicom(*source);
}

std::string refusal(const std::string& content) {
  auto structure = inspect(content);
  return structure ? "" : structure.error().detail;
}

TEST(DicomStructure, FindsThePixels) {
  auto structure = inspect(head() + shortElement(0x28, 0x10, "US", le16(2)) + kPixels);

  ASSERT_TRUE(structure) << structure.error().message();
  ASSERT_TRUE(structure->pixels);
  EXPECT_FALSE(structure->pixels->encapsulated);
  EXPECT_EQ(structure->pixels->ranges.at(0).length, 4U);
  EXPECT_TRUE(structure->pixels->isWords);
}

TEST(DicomStructure, ReadsFragmentsBehindTheOffsetTable) {
  const std::string item = tag(0xFFFE, 0xE000);
  const std::string content =
      head("1.2.840.10008.1.2.5\0"s) + longHead(0x7FE0, 0x10, "OB", 0xFFFFFFFF) + item + le32(4) +
      le32(0) + item + le32(2) + "ab" + item + le32(4) + "cdef" + tag(0xFFFE, 0xE0DD) + le32(0);

  auto structure = inspect(content);

  ASSERT_TRUE(structure) << structure.error().message();
  EXPECT_TRUE(structure->pixels->encapsulated);
  EXPECT_EQ(structure->pixels->offsetTable, (std::vector<std::uint32_t>{0}));
  ASSERT_EQ(structure->pixels->ranges.size(), 2U);
  EXPECT_EQ(structure->pixels->ranges[1].length, 4U);
}

TEST(DicomStructure, SaysWhichElementReachesBeyondTheFile) {
  EXPECT_NE(refusal(head() + longHead(0x10, 0x10, "UT", 5000) + "x").find("(0010,0010)"),
            std::string::npos);
  EXPECT_NE(
      refusal(head() + longHead(0x7FE0, 0x10, "OW", 0xFFFFFFF0) + "x").find("4294967280 bytes"),
      std::string::npos);
}

TEST(DicomStructure, RefusesAFileThatEndsInsideAnElement) {
  EXPECT_NE(refusal(head() + "\x10\0\x10"s).find("truncated"), std::string::npos);
  EXPECT_NE(refusal(head()).find("ends before its data set begins"), std::string::npos);
  EXPECT_NE(refusal(std::string(128, '\0') + "DICM").find("truncated"), std::string::npos);
}

TEST(DicomStructure, RefusesPixelsPackedOtherwiseThanTheSyntaxSays) {
  EXPECT_NE(refusal(head("1.2.840.10008.1.2.5\0"s) + kPixels).find("contradicts itself"),
            std::string::npos);
  EXPECT_NE(refusal(head() + longHead(0x7FE0, 0x10, "OB", 0xFFFFFFFF)).find("contradicts itself"),
            std::string::npos);
}

TEST(DicomStructure, RefusesAMissingDelimiter) {
  const std::string item = tag(0xFFFE, 0xE000);
  EXPECT_NE(refusal(head("1.2.840.10008.1.2.5\0"s) + longHead(0x7FE0, 0x10, "OB", 0xFFFFFFFF) +
                    item + le32(0) + item + le32(2) + "ab")
                .find("truncated"),
            std::string::npos);
}

TEST(DicomStructure, RefusesSequencesThatNestWithoutEnd) {
  std::string content = head();
  for (int i = 0; i < 20000; ++i)
    content += longHead(0x40, 0xA730, "SQ", 0xFFFFFFFF) + tag(0xFFFE, 0xE000) + le32(0xFFFFFFFF);

  EXPECT_NE(refusal(content).find("nested deeper"), std::string::npos);
}

TEST(DicomStructure, RefusesAnEncodingThatNobodyUnpacks) {
  auto structure = inspect(head("1.2.840.10008.1.2.4.100\0"s) + kPixels);

  ASSERT_FALSE(structure);
  EXPECT_EQ(structure.error().code, ErrorCode::Unsupported);
  EXPECT_NE(structure.error().detail.find("1.2.840.10008.1.2.4.100"), std::string::npos);
}

TEST(DicomStructure, KnowsDicomByItsContent) {
  const TemporaryFolder folder;
  const auto like = [&](const std::string& content) {
    std::ofstream(folder.path() / "x", std::ios::binary | std::ios::trunc) << content;
    return imaging::startsLikeDicom(folder.path() / "x");
  };

  EXPECT_TRUE(like(head()));
  EXPECT_TRUE(like(shortElement(2, 0x10, "UI", "1.2.840.10008.1.2.1\0"s))) << "no preamble";
  EXPECT_TRUE(like(tag(8, 0x16) + le32(26) + std::string(26, '1'))) << "implicit, no meta group";
  EXPECT_FALSE(like(""));
  EXPECT_FALSE(like("plain text that is no DICOM"));
  EXPECT_FALSE(like("\x89PNG\r\n\x1a\n" + std::string(200, 'x')));
  EXPECT_FALSE(imaging::startsLikeDicom(folder.path()));
}

}  // namespace
}  // namespace limn
