// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/dispatcher.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace limn::core {
namespace {

TEST(QueueDispatcher, RunsCallsInOrderOnTheDrainingThreadOnly) {
  const QueueDispatcher home;
  std::vector<int> order;
  std::thread poster([&, copy = home] {
    for (int i = 0; i < 3; ++i)
      copy([&order, i] { order.push_back(i); });
  });
  poster.join();
  EXPECT_TRUE(order.empty());

  EXPECT_EQ(home.drain(), 3U);

  EXPECT_EQ(order, (std::vector{0, 1, 2}));
  EXPECT_EQ(home.drain(), 0U);
}

TEST(QueueDispatcher, GivesUpAtTheLimitEvenWhileCallsKeepComing) {
  const QueueDispatcher home;
  std::function<void()> again = [&] { home(again); };
  again();
  EXPECT_FALSE(home.runUntil([] { return false; }, std::chrono::milliseconds(1)));
  home.drain();
}

}  // namespace
}  // namespace limn::core
