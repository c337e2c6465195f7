// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "predict/encode_pace.h"

#include <gtest/gtest.h>

namespace limn::core {
namespace {

constexpr double kLater = 5000;

TEST(EncodePace, TakesOneUntilACallWasTimed) {
  EXPECT_EQ(EncodePace(64).next(0), 1U);
}

TEST(EncodePace, ANetworkForOneAtATimeIsAskedForOneAtATime) {
  EncodePace pace(1);
  pace.took(1, 0.001);

  EXPECT_EQ(pace.next(0), 1U);
  EXPECT_FALSE(pace.hasBatches());
}

TEST(EncodePace, FillsWhatAClickMayWaitWithAPowerOfTwo) {
  EncodePace pace(64);
  pace.readerActed(0);

  pace.took(1, 3);
  EXPECT_EQ(pace.next(1), 2U);  // 8 ms
  pace.took(8, 10);
  EXPECT_EQ(pace.next(1), 4U);
  pace.took(4, 100);
  EXPECT_EQ(pace.next(1), 1U);  // one is the least, however long it takes
}

TEST(EncodePace, TakesMoreWhileNobodyIsAtWork) {
  EncodePace pace(64);
  pace.readerActed(0);
  pace.took(8, 8);

  EXPECT_EQ(pace.next(1999), 8U);
  EXPECT_EQ(pace.next(kLater), 16U);  // 20 ms
  pace.readerActed(kLater);
  EXPECT_EQ(pace.next(kLater), 8U);
}

TEST(EncodePace, NeverTakesMoreThanTheNetworkDoesBest) {
  EncodePace pace(6);
  pace.took(4, 0);
  EXPECT_EQ(pace.next(0), 4U);
  pace.took(4, 0.001);
  EXPECT_EQ(pace.next(kLater), 4U);
}

TEST(EncodePace, ACallThatHadToBeStoppedTellsOnlyThatItWasTooLong) {
  EncodePace pace(8);
  pace.stopped(1, 0.1);
  EXPECT_EQ(pace.next(0), 1U);
  pace.took(8, 8);

  pace.stopped(8, 0.1);
  EXPECT_EQ(pace.next(0), 8U);
  pace.stopped(8, 800);
  EXPECT_EQ(pace.next(0), 1U);
}

}  // namespace
}  // namespace limn::core
