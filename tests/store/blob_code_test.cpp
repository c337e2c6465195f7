// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "blob_code.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace limn::store {
namespace {

ByteView view(const Bytes& bytes) {
  return {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()};
}

const std::vector<LabelRun> kRuns{{5, 3, 0, 7}, {100, 1, 65535, 0}, {0, 999, 1, 2}, {999, 1, 2, 3}};

Mask someMask() {
  Mask mask(13, 7);
  mask.set(0, 0);
  for (int x = 2; x < 11; ++x)
    mask.set(x, 3);
  mask.set(12, 6);
  return mask;
}

TEST(BlobCode, BringsBackWhatWasStored) {
  EXPECT_EQ(decodeLabelRuns(view(encodeLabelRuns(kRuns)), 1000).value(), kRuns);
  EXPECT_EQ(decodeMask(view(encodeMask(someMask())), 13, 7).value(), someMask());
  EXPECT_EQ(decodeMask(view(encodeMask(Mask(5, 5))), 5, 5).value(), Mask(5, 5));
  const std::vector<LabelId> labels{0, 0, 3, 3, 65535, 0};
  EXPECT_EQ(decodeLabels(view(encodeLabels(labels)), 6).value(), labels);
  const LowResLogits logits{2, {1.5F, -2.25F, 0, 1e-30F}};
  EXPECT_EQ(*decodeLogits(view(encodeLogits(logits)), 2).value(), logits);
}

TEST(BlobCode, WritesTheDocumentedBytes) {
  EXPECT_EQ(encodeLabelRuns({{5, 300, 0, 7}}), Bytes("\x0A\xAC\x02\x00\x07", 5));
  EXPECT_EQ(encodeLabels(std::vector<LabelId>{0, 0, 3}), Bytes("\x00\x02\x03\x01", 4));
}

TEST(BlobCode, RefusesRunsThatLeaveTheVolume) {
  for (const LabelRun& run :
       {LabelRun{-1, 2, 0, 1}, LabelRun{0, 0, 0, 1}, LabelRun{0, 1001, 0, 1},
        LabelRun{1000, 1, 0, 1}, LabelRun{std::numeric_limits<std::int64_t>::max() - 5, 5, 0, 1}}) {
    const auto decoded = decodeLabelRuns(view(encodeLabelRuns({run})), 1000);
    ASSERT_FALSE(decoded) << run.start << " " << run.length;
    EXPECT_EQ(decoded.error().code, ErrorCode::Unreadable);
  }
}

TEST(BlobCode, RefusesWhatDoesNotAddUp) {
  EXPECT_FALSE(decodeMask(view(encodeMask(someMask())), 13, 8));
  EXPECT_FALSE(decodeMask(view(encodeMask(someMask())), 13, 6));
  EXPECT_FALSE(decodeMask(view(encodeMask(someMask())), -1, 7));
  EXPECT_FALSE(decodeMask(view(encodeMask(someMask())), 1LL << 40, 1LL << 40));
  const std::vector<LabelId> labels(6, 2);
  EXPECT_FALSE(decodeLabels(view(encodeLabels(labels)), 5));
  EXPECT_FALSE(decodeLabels(view(encodeLabels(labels)), 7));
  const LowResLogits logits{2, {1, 2, 3, 4}};
  EXPECT_FALSE(decodeLogits(view(encodeLogits(logits)), 1));
  EXPECT_FALSE(decodeLogits(view(encodeLogits(logits)), 1LL << 40));
  EXPECT_FALSE(decodeLogits(view(encodeLogits(logits)), -2));
  const LowResLogits noNumber{1, {std::numeric_limits<float>::quiet_NaN()}};
  EXPECT_FALSE(decodeLogits(view(encodeLogits(noNumber)), 1));
}

TEST(BlobCode, RefusesNumbersThatDoNotEnd) {
  const Bytes endless(20, '\xFF');
  EXPECT_FALSE(decodeLabelRuns(view(endless), 1000));
  EXPECT_FALSE(decodeMask(view(endless), 13, 7));
  EXPECT_FALSE(decodeLabels(view(endless), 91));
}

/// Any bytes give values in range or an error; sanitizers check the rest.
TEST(BlobCode, SurvivesAnyBytes) {
  std::mt19937 random(3);
  const std::array<Bytes, 3> good{encodeLabelRuns(kRuns), encodeMask(someMask()),
                                  encodeLabels(std::vector<LabelId>{0, 1, 1, 2, 2, 2})};
  for (int round = 0; round < 30000; ++round) {
    Bytes bytes = good[static_cast<std::size_t>(round % 3)];
    for (unsigned changes = random() % 4; changes > 0; --changes)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    if (random() % 3 == 0) bytes.resize(random() % (bytes.size() + 1));
    if (const auto runs = decodeLabelRuns(view(bytes), 1000)) {
      for (const LabelRun& run : *runs) {
        ASSERT_GE(run.start, 0);
        ASSERT_GE(run.length, 1);
        ASSERT_LE(run.start + run.length, 1000);
      }
    }
    if (const auto mask = decodeMask(view(bytes), 13, 7)) {
      ASSERT_EQ(mask->width(), 13);
    }
    if (const auto labels = decodeLabels(view(bytes), 6)) {
      ASSERT_EQ(labels->size(), 6U);
    }
    static_cast<void>(decodeLogits(view(bytes), static_cast<std::int64_t>(random() % 4)));
  }
}

}  // namespace
}  // namespace limn::store
