// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "session_fixture.h"

#include <gtest/gtest.h>

#include <memory>

namespace limn::core {
namespace {

constexpr PixelPoint kRest{12, 9};

class SessionHoverTest : public SessionTest {
 protected:
  void SetUp() override {
    SessionTest::SetUp();
    session.focus(kSlice);
    ASSERT_TRUE(home.runUntil([&] { return session.cacheStatus().ready == 5; }));
  }
  bool waitForHover() {
    return home.runUntil([&] { return session.hoverMask() != nullptr; });
  }
  [[nodiscard]] static std::vector<LowResLogitsPtr> logitsOf(const Preview& preview) {
    std::vector<LowResLogitsPtr> all;
    for (const Candidate& candidate : preview.candidates)
      all.push_back(candidate.logits);
    return all;
  }
};

TEST_F(SessionHoverTest, ShowsTheMaskThatAClickThereWouldGive) {
  session.rest(kSlice, kRest);
  ASSERT_TRUE(waitForHover());
  const Mask foreseen = session.hoverMask()->candidate().mask;
  EXPECT_EQ(session.hoverMask()->slice, kSlice);
  session.endRest();

  session.addPoint(kSlice, kRest, true);
  ASSERT_TRUE(waitFor(State::Ready));

  EXPECT_EQ(session.preview().current()->mask, foreseen);
}

TEST_F(SessionHoverTest, IsNoPrompt) {
  const auto before = session.revision();

  session.rest(kSlice, kRest);
  ASSERT_TRUE(waitForHover());

  EXPECT_EQ(session.revision(), before);
  EXPECT_TRUE(session.prompts().empty());
  EXPECT_EQ(session.preview().state, State::None);
  EXPECT_TRUE(session.undoText().empty());
  EXPECT_FALSE(session.accept());
}

TEST_F(SessionHoverTest, AClickAtTheHoveredPlaceTakesItsResultAtOnce) {
  session.rest(kSlice, kRest);
  ASSERT_TRUE(waitForHover());

  session.addPoint(kSlice, kRest, true);

  EXPECT_EQ(session.preview().state, State::Ready);  // without another job
  EXPECT_EQ(network->asked().size(), 1U);
  EXPECT_EQ(session.hoverMask(), nullptr);
}

TEST_F(SessionHoverTest, AClickTakesOverAHoverThatIsBeingDecoded) {
  network->holdPredict();
  session.rest(kSlice, kRest);
  network->waitForPredicts(1);

  session.addPoint(kSlice, kRest, true);
  network->release();
  ASSERT_TRUE(waitFor(State::Ready));

  EXPECT_EQ(network->asked().size(), 1U);
  EXPECT_TRUE(session.preview().current()->mask.test(12, 9));
}

TEST_F(SessionHoverTest, AnswersAndRefinesAsAClickWithoutHover) {
  session.rest(kSlice, kRest);
  ASSERT_TRUE(waitForHover());
  session.addPoint(kSlice, kRest, true);
  session.addPoint(kSlice, at(20, 9), true);
  ASSERT_TRUE(waitFor(State::Ready));
  const Mask hovered = session.preview().current()->mask;
  const auto asked = network->asked();
  session.clearPrompts();

  session.addPoint(kSlice, kRest, true);
  ASSERT_TRUE(waitFor(State::Ready));
  session.addPoint(kSlice, at(20, 9), true);
  ASSERT_TRUE(waitFor(State::Ready));

  EXPECT_EQ(session.preview().current()->mask, hovered);
  EXPECT_EQ(asked.back().mask->values, network->asked().back().mask->values);
  EXPECT_EQ(asked.back().points, network->asked().back().points);
}

TEST_F(SessionHoverTest, AClickOvertakesAHoverThatWaits) {
  network->holdPredict();
  session.rest(kSlice, at(3, 3));
  network->waitForPredicts(1);
  session.rest(kSlice, at(4, 4));  // waits behind the first

  session.addPoint(kSlice, at(30, 20), true);
  network->release();
  ASSERT_TRUE(waitFor(State::Ready));

  const auto asked = network->asked();
  ASSERT_EQ(asked.size(), 2U);  // the waiting one was never asked
  EXPECT_EQ(asked.back().points.back().at, at(30, 20));
  EXPECT_EQ(session.hoverMask(), nullptr);
}

TEST_F(SessionHoverTest, AnExcludeClickIsNotAnsweredByTheHover) {
  session.rest(kSlice, kRest);
  ASSERT_TRUE(waitForHover());

  session.addPoint(kSlice, kRest, false);
  ASSERT_TRUE(waitFor(State::Ready));

  EXPECT_EQ(network->asked().size(), 2U);
  EXPECT_FALSE(session.preview().current()->mask.test(12, 9));
}

TEST_F(SessionHoverTest, MovingOnEndsIt) {
  session.rest(kSlice, kRest);
  ASSERT_TRUE(waitForHover());
  int changes = 0;
  const Subscription watch = session.subscribe([&](const ChangeEvent& event) {
    if (std::holds_alternative<HoverChanged>(event)) ++changes;
  });

  session.endRest();
  session.endRest();

  EXPECT_EQ(session.hoverMask(), nullptr);
  EXPECT_EQ(changes, 1);
}

TEST_F(SessionHoverTest, WhatCameTooLateIsNotShown) {
  network->holdPredict();
  session.rest(kSlice, kRest);
  network->waitForPredicts(1);
  EXPECT_TRUE(session.isHoverPending());

  session.endRest();
  network->release();
  session.rest(kSlice, at(30, 20));
  ASSERT_TRUE(waitForHover());

  EXPECT_TRUE(session.hoverMask()->candidate().mask.test(30, 20));
  EXPECT_FALSE(session.isHoverPending());
}

TEST_F(SessionHoverTest, StaysAwayFromAnObjectThatHasPrompts) {
  session.addPoint(kSlice, at(20, 20), true);
  ASSERT_TRUE(waitFor(State::Ready));

  session.rest(kSlice, kRest);

  EXPECT_FALSE(session.isHoverPending());
  EXPECT_EQ(session.hoverMask(), nullptr);
}

TEST_F(SessionHoverTest, WaitsForTheSliceToBeEncodedWithoutAskingForIt) {
  const SliceRef far{Axis::X, 3};
  session.rest(far, kRest);
  home.drain();
  EXPECT_FALSE(session.isHoverPending());
  const int encodes = network->encodes;
  EXPECT_EQ(encodes, 5);

  session.focus(far);
  EXPECT_TRUE(waitForHover());

  EXPECT_EQ(session.hoverMask()->slice, far);
}

TEST_F(SessionHoverTest, EndsWithAnythingThatChangesTheAnswer) {
  const auto hoverThen = [&](auto change) {
    session.focus(kSlice);
    EXPECT_TRUE(home.runUntil([&] { return session.isEncoded(kSlice); }));
    session.rest(kSlice, kRest);
    EXPECT_TRUE(waitForHover());
    change();
    EXPECT_EQ(session.hoverMask(), nullptr);
  };

  hoverThen([&] { session.setBox({Axis::X, 2}, at(2, 2), at(9, 9)); });
  session.clearPrompts();
  hoverThen([&] { session.setInputMapping(windowMapping({10, 20})); });
  hoverThen([&] { session.setPredictor(std::make_shared<test::FakePredictor>("other")); });
  hoverThen([&] { session.open(test::rampVolume(Size3{40, 30, 11})); });
}

TEST_F(SessionHoverTest, GoesBeforeEncodingAhead) {
  network->hold();
  session.focus({Axis::Z, 7});  // is encoded; what is being encoded is its neighbour
  network->waitForEncodes(6);

  session.rest(kSlice, kRest);

  EXPECT_TRUE(waitForHover());
  network->release();
}

TEST_F(SessionHoverTest, AFailureIsLeftForTheClickToTell) {
  network->throwsOnPredict = true;
  session.rest(kSlice, kRest);
  ASSERT_TRUE(home.runUntil([&] { return !session.isHoverPending(); }));
  EXPECT_EQ(session.hoverMask(), nullptr);

  session.addPoint(kSlice, kRest, true);

  EXPECT_TRUE(waitFor(State::Failed));
}

TEST_F(SessionHoverTest, ClosesWhileItIsBeingDecoded) {
  auto own = std::make_unique<Session>(network, home, options);
  own->open(test::rampVolume(Size3{40, 30, 11}));
  own->focus(kSlice);
  ASSERT_TRUE(home.runUntil([&] { return own->isEncoded(kSlice); }));

  own->rest(kSlice, kRest);
  own.reset();
  home.drain();
}

TEST_F(SessionHoverTest, IsIgnoredWithoutAVolumeOrOutsideOfIt) {
  Session empty(network, home, options);
  empty.rest(kSlice, kRest);
  session.rest({Axis::Z, 99}, kRest);

  EXPECT_EQ(empty.hoverMask(), nullptr);
  EXPECT_FALSE(session.isHoverPending());
}

TEST_F(SessionHoverTest, ARestingCursorDoesNotStopTheEncodeOfTheSliceThatIsLookedAt) {
  network->hold();
  session.focus({Axis::X, 3});
  network->waitForEncodes(6);

  session.rest(kSlice, kRest);  // in another view, on a slice that is encoded
  network->release();

  ASSERT_TRUE(home.runUntil([&] {
    return session.hoverMask() != nullptr && session.isEncoded({Axis::X, 5}) &&
           session.isEncoded({Axis::X, 1});
  }));
  EXPECT_EQ(network->encodes, 10);  // five slices in each plane, none of them twice
}

}  // namespace
}  // namespace limn::core
