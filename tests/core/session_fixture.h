// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/dispatcher.h"
#include "limn/core/session.h"
#include "support/builders.h"
#include "support/fake_predictor.h"

#include <gtest/gtest.h>

#include <memory>

namespace limn::core {

using State = Preview::State;
inline constexpr SliceRef kSlice{Axis::Z, 5};

/// A session with a small volume and a network whose answers are known.
class SessionTest : public testing::Test {
 protected:
  void SetUp() override { session.open(test::rampVolume(Size3{40, 30, 11})); }

  bool waitFor(State state) {
    return home.runUntil([&] { return session.preview().state == state; });
  }
  [[nodiscard]] static PixelPoint at(double x, double y) { return {x, y}; }
  /// The disk that the fake draws around a point.
  [[nodiscard]] std::int64_t previewSize() const {
    return session.preview().current()->mask.count();
  }

  QueueDispatcher home;
  std::shared_ptr<test::FakePredictor> network = std::make_shared<test::FakePredictor>();
  SessionOptions options{1 << 20, 2};
  Session session{network, home, options};
};

}  // namespace limn::core
