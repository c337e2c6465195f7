// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "record.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace limn::cache {
namespace {

const std::string kName = "00112233445566778899aabbccddeeff";

std::vector<std::byte> payloadOf(std::size_t size) {
  std::vector<std::byte> payload(size);
  for (std::size_t i = 0; i < size; ++i)
    payload[i] = static_cast<std::byte>(i * 37 + 11);
  return payload;
}

std::vector<std::byte> recordOf(const std::vector<std::byte>& payload) {
  const auto header = recordHeader(kName, payload);
  std::vector<std::byte> record(header.begin(), header.end());
  record.insert(record.end(), payload.begin(), payload.end());
  return record;
}

TEST(Record, GivesBackWhatWasPutIn) {
  for (const std::size_t size : {0U, 1U, 15U, 16U, 4096U}) {
    const auto payload = payloadOf(size), record = recordOf(payload);
    const auto read = recordPayload(record, kName);
    ASSERT_TRUE(read) << size;
    EXPECT_TRUE(std::ranges::equal(*read, payload));
  }
}

TEST(Record, NoFlippedBitGoesUnseen) {
  auto record = recordOf(payloadOf(200));
  for (std::size_t bit = 0; bit < record.size() * 8; ++bit) {
    const std::byte flip{static_cast<unsigned char>(1U << (bit % 8))};
    record[bit / 8] ^= flip;
    EXPECT_FALSE(recordPayload(record, kName)) << "bit " << bit;
    record[bit / 8] ^= flip;
  }
  EXPECT_TRUE(recordPayload(record, kName));
}

TEST(Record, NoRegionCanBeOverwrittenUnseen) {
  const auto whole = recordOf(payloadOf(200));
  for (std::size_t begin = 0; begin < whole.size(); ++begin) {
    for (const std::size_t length : {2U, 8U, 32U, 100U}) {
      for (const int fill : {0x00, 0xFF, 0x5A}) {
        auto record = whole;
        const auto from = record.begin() + static_cast<std::ptrdiff_t>(begin);
        std::fill(from, from + static_cast<std::ptrdiff_t>(std::min(length, whole.size() - begin)),
                  static_cast<std::byte>(fill));
        EXPECT_EQ(recordPayload(record, kName).has_value(), record == whole);
      }
    }
  }
}

TEST(Record, NoLengthButItsOwnIsTaken) {
  auto record = recordOf(payloadOf(100));
  const std::span<const std::byte> bytes(record);
  for (std::size_t size = 0; size < record.size(); ++size)
    EXPECT_FALSE(recordPayload(bytes.first(size), kName)) << size;
  record.push_back(std::byte{0});
  EXPECT_FALSE(recordPayload(record, kName));
}

TEST(Record, SaysWhatIsWrong) {
  auto record = recordOf(payloadOf(100));
  EXPECT_EQ(recordPayload(record, "ff112233445566778899aabbccddeeff").error(),
            "it belongs to another slice or model");
  EXPECT_EQ(recordPayload(std::span(record).first(30), kName).error(), "it is truncated");
  record[8] = std::byte{2};
  EXPECT_EQ(recordPayload(record, kName).error(), "another version of Limn wrote it");
  record[0] = std::byte{'l'};
  EXPECT_EQ(recordPayload(record, kName).error(), "it is not an encoded slice");
}

}  // namespace
}  // namespace limn::cache
