// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/dicom_values.h"

#include "dicom/dicom_rle.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

namespace limn {
namespace {

using imaging::DicomFrame;
using imaging::DicomHeader;
using imaging::DicomTable;
using imaging::GreyMapping;
using imaging::StoredFrame;
using imaging::ValueSpan;

StoredFrame frameOf(const std::vector<std::uint16_t>& cells, int bitsStored, int highBit,
                    bool isSigned) {
  StoredFrame f;
  f.bitsStored = bitsStored;
  f.highBit = highBit;
  f.isSigned = isSigned;
  f.bytes.resize(cells.size() * 2);
  std::memcpy(f.bytes.data(), cells.data(), f.bytes.size());
  return f;
}

StoredFrame colourOf(std::vector<unsigned char> samples, const std::string& photometric) {
  StoredFrame f;
  f.bitsAllocated = f.bitsStored = 8;
  f.highBit = 7;
  f.samples = 3;
  f.photometric = photometric;
  for (const auto s : samples)
    f.bytes.push_back(static_cast<std::byte>(s));
  return f;
}

TEST(DicomValues, TakesTheStoredBitsOutOfTheirCell) {
  EXPECT_EQ(imaging::storedValues(frameOf({0xFFF0, 0x8010, 0x7FF0}, 12, 15, true)),
            (std::vector<std::int64_t>{-1, -2047, 2047}));
  EXPECT_EQ(imaging::storedValues(frameOf({0xF123, 0x0FFF}, 12, 11, false)),
            (std::vector<std::int64_t>{0x123, 0xFFF}));
}

TEST(DicomValues, ChoosesTheSmallestTypeThatHoldsAll) {
  EXPECT_EQ((ValueSpan{-1024, 3071, true}.pixelType()), PixelType::Int16);
  EXPECT_EQ((ValueSpan{0, 40000, true}.pixelType()), PixelType::UInt16);
  EXPECT_EQ((ValueSpan{-1, 40000, true}.pixelType()), PixelType::Float32);
  EXPECT_EQ((ValueSpan{0, 1, false}.pixelType()), PixelType::Float32);
}

TEST(DicomValues, LooksValuesUpAndHoldsTheEnds) {
  DicomHeader header;
  header.modalityTable =
      std::make_shared<DicomTable>(DicomTable{.first = 10, .bits = 16, .entries = {100, 200, 300}});
  const auto stored = frameOf({0, 10, 11, 50}, 16, 15, false);
  std::array<std::int16_t, 4> out{};

  const GreyMapping mapping(header, DicomFrame{});
  mapping.convert(stored, PixelType::Int16, reinterpret_cast<std::byte*>(out.data()));

  EXPECT_EQ(out, (std::array<std::int16_t, 4>{100, 100, 200, 300}));
  EXPECT_EQ(mapping.span(stored).most, 300);
}

TEST(DicomValues, TurnsColourDifferencesIntoRgb) {
  std::array<std::byte, 9> out{};

  imaging::convertToRgb(colourOf({100, 128, 128, 76, 85, 255, 29, 255, 107}, "YBR_FULL"), {},
                        out.data());

  const auto at = [&](std::size_t i) { return std::to_integer<int>(out[i]); };
  EXPECT_EQ(at(0), 100);
  EXPECT_EQ(at(1), 100);
  EXPECT_NEAR(at(3), 254, 1);  // red
  EXPECT_NEAR(at(4), 0, 1);
  EXPECT_NEAR(at(8), 254, 1);  // blue
}

TEST(DicomValues, PaintsWithAPalette) {
  DicomHeader header;
  for (std::size_t c = 0; c < 3; ++c) {
    const auto shade = static_cast<std::uint16_t>((c + 1) << 8);
    header.palette[c] = std::make_shared<DicomTable>(DicomTable{.bits = 16, .entries = {0, shade}});
  }
  std::array<std::byte, 6> out{};

  imaging::convertToRgb(frameOf({1, 0}, 16, 15, false), header, out.data());

  EXPECT_EQ(out, (std::array{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{0}, std::byte{0},
                             std::byte{0}}));
}

std::vector<std::byte> runLengths(std::uint32_t segments, std::vector<std::uint32_t> offsets,
                                  const std::vector<int>& data) {
  std::vector<std::byte> bytes(64);
  offsets.insert(offsets.begin(), segments);
  std::memcpy(bytes.data(), offsets.data(), offsets.size() * 4);
  for (const int b : data)
    bytes.push_back(static_cast<std::byte>(b));
  return bytes;
}

TEST(DicomRle, UnpacksRunsAndLiteralsHighByteFirst) {
  // High bytes: three times 1. Low bytes: 7, 8, 9.
  auto cells = imaging::unpackRle(runLengths(2, {64, 66}, {0xFE, 1, 2, 7, 8, 9}), {3, 1, 2});

  ASSERT_TRUE(cells) << cells.error().message();
  EXPECT_EQ(*cells, (std::vector{std::byte{7}, std::byte{1}, std::byte{8}, std::byte{1},
                                 std::byte{9}, std::byte{1}}));
}

TEST(DicomRle, RefusesWhatDoesNotAddUp) {
  EXPECT_FALSE(imaging::unpackRle(runLengths(99, {64}, {0}), {3, 1, 2})) << "segments";
  EXPECT_FALSE(imaging::unpackRle(runLengths(1, {9999}, {2, 7, 8, 9}), {3, 1, 1}))
      << "offset outside";
  EXPECT_FALSE(imaging::unpackRle(runLengths(2, {66, 64}, {2, 7, 8, 9}), {3, 1, 2}))
      << "offsets fall";
  EXPECT_FALSE(imaging::unpackRle(runLengths(1, {64}, {2, 7}), {3, 1, 1})) << "cut in a literal";
  EXPECT_FALSE(imaging::unpackRle(runLengths(1, {64}, {0xFF, 7}), {3, 1, 1})) << "too few pixels";
  EXPECT_FALSE(imaging::unpackRle({}, {3, 1, 1})) << "empty";
}

}  // namespace
}  // namespace limn
