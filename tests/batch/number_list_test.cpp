// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/number_list.h"

#include <gtest/gtest.h>

namespace limn::batch {
namespace {

Result<std::vector<double>> three(std::string_view text) {
  return parseNumbers("--point", "X,Y,Z", text, {3});
}

TEST(NumberList, ReadsSignsFractionsAndExponents) {
  EXPECT_EQ(three("1,-2.5,+3e1").value(), (std::vector<double>{1, -2.5, 30}));
}

TEST(NumberList, RefusesAnythingElse) {
  for (const char* text : {"", "1,2", "1,2,3,4", "1,,3", "1,2,", ",1,2", "1, 2,3", "1,2,3mm",
                           "a,b,c", "1,2,inf", "1,2,nan", "1;2;3", "0x10,1,1", "1,2,1e999"}) {
    const auto numbers = three(text);
    ASSERT_FALSE(numbers) << text;
    EXPECT_EQ(numbers.error().code, ErrorCode::WrongUse);
    EXPECT_NE(numbers.error().detail.find("--point expects X,Y,Z"), std::string::npos);
  }
}

}  // namespace
}  // namespace limn::batch
