// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/file_work.h"
#include "session_fixture.h"

#include <algorithm>
#include <vector>

namespace limn::core {
namespace {

/// A mask is shown on slice 5 of 11. The fake answers a mask prompt with the box around it.
class SessionPropagationTest : public SessionTest {
 protected:
  void SetUp() override {
    SessionTest::SetUp();
    session.addPoint(kSlice, at(12, 12), true);
    ASSERT_TRUE(waitFor(State::Ready));
  }

  bool propagate(SliceRange range) {
    const auto begun = session.propagate(kSlice, range);
    EXPECT_TRUE(begun) << (begun ? "" : begun.error().message());
    return begun && home.runUntil([this] {
      return session.propagation() == nullptr || !session.propagation()->isRunning;
    });
  }
  [[nodiscard]] std::vector<std::int64_t> proposed() const {
    std::vector<std::int64_t> slices;
    for (const PropagatedSlice& next : session.propagation()->proposed)
      slices.push_back(next.slice);
    return slices;
  }
  [[nodiscard]] std::int64_t written(std::int64_t slice) const {
    return session.document().labelMask({Axis::Z, slice}, 1).count();
  }
};

TEST_F(SessionPropagationTest, ProposesBothWaysInTheRangeAndWritesNothing) {
  ASSERT_TRUE(propagate({3, 7}));

  EXPECT_EQ(proposed(), (std::vector<std::int64_t>{6, 7, 4, 3}));
  EXPECT_FALSE(session.propagation()->error.has_value());
  ASSERT_NE(session.proposalOn({Axis::Z, 6}), nullptr);
  EXPECT_TRUE(session.proposalOn({Axis::Z, 6})->answer.mask.test(12, 12));
  EXPECT_EQ(session.proposalOn({Axis::Z, 8}), nullptr);
  EXPECT_EQ(session.proposalOn({Axis::X, 6}), nullptr);
  for (const std::int64_t slice : {3, 4, 6, 7})
    EXPECT_EQ(written(slice), 0);
  EXPECT_EQ(session.preview().state, State::Ready);
}

TEST_F(SessionPropagationTest, AcceptedProposalsAreObjectsThatUndoTakesBackOneByOne) {
  ASSERT_TRUE(propagate({4, 7}));
  const Mask expected = session.proposalOn({Axis::Z, 7})->answer.mask;

  EXPECT_EQ(session.acceptProposals().value(), 3U);

  EXPECT_EQ(session.propagation(), nullptr);
  EXPECT_EQ(session.document().labelMask({Axis::Z, 7}, 1), expected);
  ASSERT_EQ(session.document().objects().size(), 3U);
  const CaseObject& last = *session.document().objects().back();
  EXPECT_EQ(last.slice, (SliceRef{Axis::Z, 4}));
  ASSERT_EQ(last.steps.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<MaskPrompt>(last.steps[0].prompt));
  EXPECT_EQ(last.steps[1].chosen, 1U);
  EXPECT_EQ(written(5), 0);  // the mask that it began with waits for its own accept

  EXPECT_TRUE(session.undo());
  EXPECT_EQ(written(4), 0);
  EXPECT_GT(written(7), 0);
  EXPECT_EQ(session.openObjects().size(), 1U);
  EXPECT_TRUE(session.redo());
  EXPECT_GT(written(4), 0);
}

TEST_F(SessionPropagationTest, ASliceWithAnOpenObjectIsLeftToTheReader) {
  ASSERT_TRUE(propagate({5, 7}));
  session.addPoint({Axis::Z, 6}, at(20, 20), true);

  EXPECT_EQ(session.acceptProposals().value(), 1U);

  EXPECT_EQ(written(6), 0);
  EXPECT_GT(written(7), 0);
}

TEST_F(SessionPropagationTest, OneProposalCanBeAcceptedAlone) {
  ASSERT_TRUE(propagate({5, 7}));
  EXPECT_EQ(session.acceptProposals(SliceRef{Axis::Z, 7}).value(), 1U);
  EXPECT_EQ(proposed(), std::vector<std::int64_t>{6});
  EXPECT_EQ(written(6), 0);
  EXPECT_EQ(session.acceptProposals(SliceRef{Axis::Z, 9}).value(), 0U);
  EXPECT_EQ(session.acceptProposals(SliceRef{Axis::Z, 6}).value(), 1U);
  EXPECT_EQ(session.propagation(), nullptr);
}

TEST_F(SessionPropagationTest, AClickIsAnsweredWhileItRuns) {
  network->hold();
  ASSERT_TRUE(session.propagate(kSlice, {0, 10}));
  session.addPoint(kSlice, at(20, 14), true);
  ASSERT_TRUE(waitFor(State::Ready));
  EXPECT_TRUE(session.propagation()->isRunning);

  network->release();

  ASSERT_TRUE(home.runUntil([this] { return !session.propagation()->isRunning; }));
  EXPECT_EQ(proposed().size(), 10U);
}

TEST_F(SessionPropagationTest, StoppedItKeepsWhatIsProposed) {
  ASSERT_TRUE(session.propagate(kSlice, {0, 10}));
  ASSERT_TRUE(home.runUntil([this] { return session.propagation()->proposed.size() >= 2; }));
  session.stopPropagation();
  const auto count = session.propagation()->proposed.size();
  EXPECT_FALSE(session.propagation()->isRunning);

  bool isDone = false;
  session.files().run([](const JobContext&) {}, [&] { isDone = true; });
  ASSERT_TRUE(home.runUntil([&] { return isDone; }));
  EXPECT_EQ(session.propagation()->proposed.size(), count);
}

TEST_F(SessionPropagationTest, EndsWithTheModelTheMappingAndTheVolume) {
  ASSERT_TRUE(propagate({4, 6}));
  session.setPredictor(std::make_shared<test::FakePredictor>("other"));
  EXPECT_EQ(session.propagation(), nullptr);

  ASSERT_TRUE(waitFor(State::Ready));
  ASSERT_TRUE(propagate({4, 6}));
  session.setInputMapping({InputMapping::Kind::Window, 0, 10});
  EXPECT_EQ(session.propagation(), nullptr);

  ASSERT_TRUE(waitFor(State::Ready));
  ASSERT_TRUE(propagate({4, 6}));
  session.open(test::rampVolume(Size3{40, 30, 11}));
  EXPECT_EQ(session.propagation(), nullptr);
}

TEST_F(SessionPropagationTest, SaysWhyItCannot) {
  const auto codeOf = [this](SliceRef from, SliceRange range) {
    const auto begun = session.propagate(from, range);
    return begun ? ErrorCode::Internal : begun.error().code;
  };
  EXPECT_EQ(codeOf({Axis::Z, 2}, {0, 4}), ErrorCode::NotFound);  // no mask there
  EXPECT_EQ(codeOf(kSlice, {6, 8}), ErrorCode::OutOfRange);
  EXPECT_EQ(codeOf(kSlice, {0, 11}), ErrorCode::OutOfRange);
  EXPECT_EQ(codeOf({Axis::Z, 40}, {40, 41}), ErrorCode::OutOfRange);
  EXPECT_EQ(session.acceptProposals().error().code, ErrorCode::WrongUse);
}

TEST_F(SessionPropagationTest, ALockedLabelIsNotWrittenAndTheProposalsStay) {
  ASSERT_TRUE(propagate({5, 7}));
  ASSERT_TRUE(session.document().setLocked(1, true));
  EXPECT_EQ(session.acceptProposals().error().code, ErrorCode::Locked);
  EXPECT_EQ(proposed().size(), 2U);
  EXPECT_EQ(written(6), 0);
}

TEST_F(SessionPropagationTest, AFailureEndsItAndIsKept) {
  network->encodeError = ErrorCode::OutOfMemory;
  ASSERT_TRUE(propagate({5, 10}));
  ASSERT_TRUE(session.propagation()->error.has_value());
  EXPECT_EQ(session.propagation()->error->code, ErrorCode::OutOfMemory);
}

}  // namespace
}  // namespace limn::core
