// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/number_text.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace limn {
namespace {

TEST(NumberText, ReadsAPointAsTheDecimalSign) {
  EXPECT_EQ(parseNumber<double>("0.9765625"), 0.9765625);
  EXPECT_EQ(parseNumber<double>(" +1.5e-3 "), 1.5e-3);
  EXPECT_EQ(parseNumber<double>("-2."), -2);
  EXPECT_EQ(parseNumber<int>("+42"), 42);
  EXPECT_EQ(parseNumber<unsigned>("ff", 16), 255U);
}

TEST(NumberText, RefusesWhatIsNotOneWholeNumber) {
  for (const char* text : {"", " ", "+", "+-1", "0,5", "1.5mm", "1 2", "0x10", "1.5.2"})
    EXPECT_FALSE(parseNumber<double>(text)) << text;
  EXPECT_FALSE(parseNumber<int>("1.5"));
  EXPECT_FALSE(parseNumber<std::uint8_t>("256"));
}

}  // namespace
}  // namespace limn
