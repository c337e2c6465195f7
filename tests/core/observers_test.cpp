// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "document/observers.h"

#include <gtest/gtest.h>

#include <memory>

namespace limn::core {
namespace {

TEST(Observers, WhoLeftWhileOthersWereToldIsNotCalled) {
  Observers observers;
  int calls = 0;
  Subscription second;
  const Subscription first = observers.add([&](const ChangeEvent&) { second.reset(); });
  second = observers.add([&](const ChangeEvent&) { ++calls; });

  observers.notify(MaskChanged{});

  EXPECT_EQ(calls, 0);
}

TEST(Observers, WhoComesWhileOthersAreToldHearsTheNextEvent) {
  Observers observers;
  int calls = 0;
  Subscription late, first;
  first = observers.add([&](const ChangeEvent&) {
    late = observers.add([&](const ChangeEvent&) { ++calls; });
    first.reset();
  });

  observers.notify(LabelsChanged{});
  EXPECT_EQ(calls, 0);
  observers.notify(LabelsChanged{});
  EXPECT_EQ(calls, 1);
}

TEST(Observers, SubscriptionsMayOutliveTheListAndEndItFromWithin) {
  auto observers = std::make_unique<Observers>();
  const Subscription outlives = observers->add([&](const ChangeEvent&) { observers.reset(); });

  observers->notify(LabelsChanged{});

  EXPECT_EQ(observers, nullptr);
}

}  // namespace
}  // namespace limn::core
