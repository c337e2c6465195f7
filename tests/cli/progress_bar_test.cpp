// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "progress_bar.h"

#include <gtest/gtest.h>

namespace limn::apps {
namespace {

TEST(ProgressBar, ShowsShareWorkAndTimeLeft) {
  EXPECT_EQ(progressLine(0.25, "reading", 20),
            "[######..................]  25 %  reading  1:00 left");
  EXPECT_EQ(progressLine(0.5, "reading", 7),
            "[############............]  50 %  reading  0:07 left");
}

TEST(ProgressBar, SaysNoTimeWhereNoneIsKnown) {
  EXPECT_EQ(progressLine(0, "reading", 3), "[........................]   0 %  reading");
  EXPECT_EQ(progressLine(1, "reading", 3), "[########################] 100 %  reading");
}

}  // namespace
}  // namespace limn::apps
