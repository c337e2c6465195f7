// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "session_fixture.h"

#include <gtest/gtest.h>

#include <memory>

namespace limn::core {
namespace {

class SessionPromptsTest : public SessionTest {};

TEST_F(SessionPromptsTest, AClickDoesNotWaitForTheEncodeOfAnotherSlice) {
  session.focus(kSlice);
  ASSERT_TRUE(home.runUntil([&] { return session.cacheStatus().ready == 5; }));
  network->hold();
  session.focus({Axis::X, 3});  // not known yet; never comes while held
  network->waitForEncodes(6);

  session.addPoint(kSlice, at(10, 10), true);

  EXPECT_TRUE(waitFor(State::Ready));
  network->release();
  EXPECT_TRUE(home.runUntil([&] { return session.isEncoded({Axis::X, 3}); }));
}

TEST_F(SessionPromptsTest, OnlyTheAnswerToTheLatestPromptsIsShown) {
  session.focus(kSlice);
  ASSERT_TRUE(home.runUntil([&] { return session.cacheStatus().ready == 5; }));
  int shown = 0;
  const Subscription watch = session.subscribe([&](const ChangeEvent& event) {
    if (!std::holds_alternative<PreviewChanged>(event)) return;
    if (session.preview().state == State::Ready) ++shown;
  });

  session.addPoint(kSlice, at(10, 10), true);
  session.addPoint(kSlice, at(20, 10), true);
  session.addPoint(kSlice, at(30, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  home.drain();

  EXPECT_EQ(shown, 1);
  EXPECT_TRUE(session.preview().current()->mask.test(30, 10));
}

TEST_F(SessionPromptsTest, MovingALaterPromptKeepsTheChoiceMadeBeforeIt) {
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  session.nextCandidate();
  session.addPoint(kSlice, at(20, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));

  session.movePoint(1, at(21, 10));
  ASSERT_TRUE(waitFor(State::Ready));

  const auto asked = network->asked();
  ASSERT_EQ(asked.size(), 3U);  // the first step was not decoded again
  EXPECT_EQ(asked.back().mask->values[0], 12);
  EXPECT_EQ(asked.back().points[1].at, at(21, 10));
}

TEST_F(SessionPromptsTest, DeletingAnEarlierPromptReplaysTheRest) {
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  session.nextCandidate();
  session.addPoint(kSlice, at(20, 10), true);
  session.addPoint(kSlice, at(30, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));

  session.removePrompt(0);
  EXPECT_EQ(session.undoText(), "Remove include click");
  ASSERT_TRUE(waitFor(State::Ready));

  const auto asked = network->asked();
  EXPECT_EQ(asked[asked.size() - 2].mask, nullptr);
  EXPECT_EQ(asked.back().points.size(), 2U);
  EXPECT_EQ(asked.back().mask->values[0], 11);
}

TEST_F(SessionPromptsTest, CandidatesGoRound) {
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  for (const std::size_t expected : {2U, 0U, 1U}) {
    session.nextCandidate();
    EXPECT_EQ(session.preview().chosen, expected);
  }
}

TEST_F(SessionPromptsTest, RedoGoesForwardsInTheOrderThatUndoWentBack) {
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  ASSERT_TRUE(session.accept());
  session.addPoint(kSlice, at(30, 20), true);
  ASSERT_TRUE(session.undo() && session.undo());  // the click, then the accepted mask
  EXPECT_EQ(session.redoText(), "Accept Label 1, slice 6");

  EXPECT_TRUE(session.redo());
  EXPECT_GT(session.document().voxelCount(1), 0);
  EXPECT_TRUE(session.prompts().empty());
  EXPECT_EQ(session.redoText(), "Add include click");
  EXPECT_TRUE(session.redo());
  EXPECT_EQ(session.prompts().size(), 1U);
  EXPECT_FALSE(session.redo());
  EXPECT_EQ(session.redoText(), "");
}

TEST_F(SessionPromptsTest, ASecondLabelDoesNotEnterTheFirst) {
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  ASSERT_TRUE(session.accept());
  const Mask first = session.document().labelMask(kSlice, 1);
  const LabelId second = session.document().addLabel("Spleen");
  session.setActiveLabel(second);

  session.addPoint(kSlice, at(13, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  const std::int64_t size = previewSize();
  const auto footprint = session.accept();

  ASSERT_TRUE(footprint);
  EXPECT_EQ(footprint->othersChanged, 0);
  EXPECT_LT(footprint->added, size);
  EXPECT_EQ(session.document().labelMask(kSlice, 1), first);
  EXPECT_EQ(session.undoText(), "Accept Spleen, slice 6");
}

TEST_F(SessionPromptsTest, RemovingTheActiveLabelActivatesAnotherAndNoneIsAnError) {
  const LabelId second = session.document().addLabel();
  session.setActiveLabel(second);
  ASSERT_TRUE(session.document().removeLabel(second));
  EXPECT_EQ(session.activeLabel(), 1);
  ASSERT_TRUE(session.document().removeLabel(1));
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));

  EXPECT_EQ(session.accept().error().code, ErrorCode::NotFound);
  ASSERT_TRUE(session.undo() && session.undo());  // the click, then the removal
  EXPECT_EQ(session.activeLabel(), 1);
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  EXPECT_TRUE(session.accept());
}

TEST_F(SessionPromptsTest, AcceptingTooEarlySaysThatTheMaskIsBeingMade) {
  network->hold();
  session.addPoint(kSlice, at(10, 10), true);
  const auto early = session.accept();
  network->release();

  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, ErrorCode::WrongUse);
  EXPECT_NE(early.error().detail.find("being made"), std::string::npos);
}

TEST_F(SessionPromptsTest, PromptsOutsideTheVolumeOrWithoutOneFailWithAWord) {
  session.addPoint({Axis::Z, 11}, at(10, 10), true);
  ASSERT_EQ(session.preview().state, State::Failed);
  EXPECT_EQ(session.preview().error->code, ErrorCode::OutOfRange);

  Session empty{network, home, options};
  empty.addPoint(kSlice, at(10, 10), true);
  ASSERT_EQ(empty.preview().state, State::Failed);
  EXPECT_EQ(empty.preview().error->code, ErrorCode::WrongUse);
  EXPECT_EQ(empty.useMaskPrompt(kSlice, kSlice).error().code, ErrorCode::NotFound);
  EXPECT_FALSE(empty.undo());
}

TEST_F(SessionPromptsTest, ANewClickTriesAFailedSliceAgain) {
  network->encodeError = ErrorCode::OutOfMemory;
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Failed));

  network->encodeError.reset();
  session.addPoint(kSlice, at(12, 10), true);

  EXPECT_TRUE(waitFor(State::Ready));
  EXPECT_FALSE(session.preview().error);
}

TEST_F(SessionPromptsTest, AnExceptionInTheNetworkIsAnErrorNotAHang) {
  network->throwsOnEncode = true;
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Failed));
  EXPECT_EQ(session.preview().error->code, ErrorCode::Internal);

  network->throwsOnEncode = false;
  network->throwsOnPredict = true;
  session.addPoint(kSlice, at(12, 10), true);
  ASSERT_TRUE(home.runUntil([&] {
    return session.preview().error &&
           session.preview().error->detail.find("predict") != std::string::npos;
  }));
  EXPECT_EQ(session.preview().state, State::Failed);
}

TEST_F(SessionPromptsTest, AnotherModelAnswersThePresentPrompts) {
  network->hold();
  session.addPoint(kSlice, at(10, 10), true);
  network->waitForEncodes(1);
  const auto other = std::make_shared<test::FakePredictor>("other");

  session.setPredictor(other);

  ASSERT_TRUE(waitFor(State::Ready));
  EXPECT_EQ(other->asked().size(), 1U);
  EXPECT_TRUE(network->asked().empty());
  EXPECT_EQ(session.model()->weightsHash, "other");
}

TEST_F(SessionPromptsTest, AnotherVolumeDropsWhatWasBeingMade) {
  network->hold();
  session.addPoint(kSlice, at(10, 10), true);
  network->waitForEncodes(1);

  session.open(test::rampVolume(Size3{12, 12, 12}));
  network->release();
  session.focus({Axis::Z, 2});
  ASSERT_TRUE(home.runUntil([&] { return session.isEncoded({Axis::Z, 2}); }));

  EXPECT_EQ(session.preview().state, State::None);
  EXPECT_FALSE(session.isEncoded(kSlice));
  EXPECT_FALSE(session.undo());
}

TEST_F(SessionTest, TheFocusNetworkIsUsedByDefaultWhereItWasMeasured) {
  EXPECT_EQ(session.focusUse(), FocusUse::Off) << "there is none";
  auto offered = std::make_shared<test::FakePredictor>(), measured = offered;
  offered->setFocus("focus", false);
  session.setPredictor(offered);
  EXPECT_EQ(session.focusUse(), FocusUse::Off);
  measured = std::make_shared<test::FakePredictor>();
  measured->setFocus("focus", true);
  session.setPredictor(measured);
  EXPECT_EQ(session.focusUse(), FocusUse::On);
  session.setFocusUse(FocusUse::Off);
  session.setPredictor(offered);
  session.setFocusUse(FocusUse::On);
  EXPECT_EQ(session.focusUse(), FocusUse::On) << "chosen by the reader";
}

TEST_F(SessionTest, AFirstPromptShowsTheAnswerOfTheSliceUntilTheFocusNetworkAnswers) {
  network->setFocus("focus", true);
  session.focus(kSlice);
  ASSERT_TRUE(home.runUntil([&] { return session.isEncoded(kSlice); }));
  std::vector<State> shown;  // each time that a mask could be seen
  const auto watch = session.subscribe([&](const ChangeEvent& event) {
    if (std::holds_alternative<PreviewChanged>(event) && session.preview().current() != nullptr) {
      shown.push_back(session.preview().state);
    }
  });

  session.addPoint(kSlice, at(20, 15), true);
  ASSERT_TRUE(waitFor(State::Ready));
  EXPECT_EQ(shown, (std::vector{State::Decoding, State::Ready}));
  EXPECT_EQ(network->asked().size(), 2U);
  session.addPoint(kSlice, at(22, 15), true);
  ASSERT_TRUE(home.runUntil([&] { return network->asked().size() == 3; }));
  ASSERT_TRUE(waitFor(State::Ready));
  EXPECT_EQ(network->asked().back().focus, FocusUse::On) << "a correction would flicker";
}

TEST_F(SessionTest, SwitchingTheFocusNetworkAsksAgainAndEachMaskSaysWhatMadeIt) {
  network->setFocus("focus", true);
  session.addPoint(kSlice, at(20, 15), true);
  ASSERT_TRUE(waitFor(State::Ready));
  EXPECT_EQ(network->asked().back().focus, FocusUse::On);

  session.setFocusUse(FocusUse::Off);
  ASSERT_TRUE(waitFor(State::Ready));
  EXPECT_EQ(network->asked().back().focus, FocusUse::Off);
  ASSERT_TRUE(session.accept());
  session.setFocusUse(FocusUse::On);
  session.addPoint(kSlice, at(5, 5), true);
  ASSERT_TRUE(waitFor(State::Ready));
  ASSERT_TRUE(session.accept());

  const auto& objects = session.document().objects();
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(objects[0]->model.focusHash, "");
  EXPECT_EQ(objects[1]->model.focusHash, "focus");
}

TEST_F(SessionTest, AMaskOfTheOtherNetworkIsAskedForAgainBeforeItIsContinued) {
  network->setFocus("focus", true);
  session.addPoint(kSlice, at(20, 15), true);
  ASSERT_TRUE(waitFor(State::Ready));
  ASSERT_TRUE(session.accept());

  ASSERT_TRUE(session.continueObject(kSlice));
  EXPECT_EQ(session.preview().state, State::Ready) << "the same networks would answer the same";
  session.clearPrompts();
  session.setFocusUse(FocusUse::Off);
  ASSERT_TRUE(session.continueObject(kSlice));
  EXPECT_NE(session.preview().state, State::Ready);
  EXPECT_TRUE(waitFor(State::Ready));
  EXPECT_EQ(network->asked().back().focus, FocusUse::Off);
}

}  // namespace
}  // namespace limn::core
