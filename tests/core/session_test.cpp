// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/session.h"

#include "limn/core/file_work.h"
#include "session_fixture.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace limn::core {
namespace {

TEST_F(SessionTest, ClickOnAnUnseenSliceSaysAtOnceThatItIsBeingWorkedOn) {
  network->hold();
  session.addPoint(kSlice, at(10, 10), true);
  EXPECT_EQ(session.preview().state, State::Encoding);

  network->release();

  ASSERT_TRUE(waitFor(State::Ready));
  EXPECT_TRUE(session.isEncoded(kSlice));
  EXPECT_EQ(session.preview().chosen, 1U);
  EXPECT_TRUE(session.preview().current()->mask.test(10, 10));
  EXPECT_TRUE(session.latency().encodeMs && session.latency().clickMs);
}

TEST_F(SessionTest, SecondClickFeedsThePreviousLogitsBackAndDecodesOnce) {
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  session.addPoint(kSlice, at(14, 10), false);
  ASSERT_TRUE(home.runUntil([&] { return session.preview().state == State::Ready; }));

  const auto asked = network->asked();

  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[0].mask, nullptr);
  ASSERT_NE(asked[1].mask, nullptr);
  EXPECT_EQ(asked[1].mask->values[0], 11);  // one point then, candidate 1
  EXPECT_EQ(asked[1].points.size(), 2U);
  EXPECT_FALSE(session.preview().current()->mask.test(14, 10));
}

TEST_F(SessionTest, TheChosenCandidateIsWhatTheNextClickRefines) {
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  const std::int64_t best = previewSize();
  session.nextCandidate();
  EXPECT_GT(previewSize(), best);

  session.addPoint(kSlice, at(11, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));

  EXPECT_EQ(network->asked().back().mask->values[0], 12);  // candidate 2 of one point
}

TEST_F(SessionTest, SameMaskAsThePureFunctionWhateverTheWayThere) {
  session.addPoint(kSlice, at(10, 10), true);
  session.addPoint(kSlice, at(30, 20), true);
  ASSERT_TRUE(waitFor(State::Ready));
  session.addPoint(kSlice, at(12, 10), false);
  session.removePrompt(1);
  session.movePoint(0, at(11, 9));
  ASSERT_TRUE(waitFor(State::Ready));

  const auto embedding = network->encode(session.modelInput(kSlice), {});
  const auto direct = predictInOrder(*network, **embedding, session.prompts());

  ASSERT_TRUE(direct);
  EXPECT_EQ(session.prompts().size(), 2U);
  EXPECT_EQ(session.preview().current()->mask, direct->candidates[direct->best].mask);
  EXPECT_EQ(*session.preview().current()->logits, *direct->candidates[direct->best].logits);
}

TEST_F(SessionTest, AcceptWritesTheActiveLabelAndStartsTheNextObject) {
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  const std::int64_t size = previewSize();

  const auto footprint = session.accept();

  ASSERT_TRUE(footprint);
  EXPECT_EQ(footprint->added, size);
  EXPECT_EQ(footprint->othersChanged, 0);
  EXPECT_TRUE(session.prompts().empty());
  EXPECT_EQ(session.preview().state, State::None);
  EXPECT_EQ(session.document().voxelCount(session.activeLabel()), size);
  EXPECT_EQ(session.undoText(), "Accept Label 1, slice 6");
  EXPECT_TRUE(session.undo());
  EXPECT_EQ(session.document().voxelCount(session.activeLabel()), 0);
  EXPECT_TRUE(session.redo());
  EXPECT_EQ(session.document().voxelCount(session.activeLabel()), size);
}

TEST_F(SessionTest, AcceptWithoutAMaskOrIntoALockedLabelIsRefused) {
  EXPECT_EQ(session.accept().error().code, ErrorCode::WrongUse);
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  ASSERT_TRUE(session.document().setLocked(session.activeLabel(), true));

  EXPECT_EQ(session.accept().error().code, ErrorCode::Locked);
  EXPECT_EQ(session.preview().state, State::Ready);  // nothing is lost
}

TEST_F(SessionTest, UndoTakesPromptsBackBeforeTheDocument) {
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  ASSERT_TRUE(session.accept());
  session.addPoint(kSlice, at(30, 20), true);
  session.addPoint(kSlice, at(31, 20), false);
  EXPECT_EQ(session.undoText(), "Add exclude click");

  EXPECT_TRUE(session.undo());
  EXPECT_EQ(session.prompts().size(), 1U);
  EXPECT_TRUE(session.undo());
  EXPECT_TRUE(session.prompts().empty());
  EXPECT_GT(session.document().voxelCount(1), 0);
  EXPECT_TRUE(session.redo());
  EXPECT_EQ(session.prompts().size(), 1U);
  EXPECT_TRUE(session.undo() && session.undo());
  EXPECT_EQ(session.document().voxelCount(1), 0);
}

TEST_F(SessionTest, APromptOnAnotherSliceStartsAnewThere) {
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  session.setBox({Axis::Z, 6}, at(20, 15), at(5, 4));

  EXPECT_EQ(session.prompts().size(), 1U);
  EXPECT_EQ(session.promptSlice(), (SliceRef{Axis::Z, 6}));
  ASSERT_TRUE(waitFor(State::Ready));
  EXPECT_EQ(session.preview().current()->mask.bounds(), (PixelBox{5, 4, 21, 16}));
  EXPECT_TRUE(session.undo());
  EXPECT_EQ(session.promptSlice(), kSlice);
}

TEST_F(SessionTest, MaskOfTheNeighbourSliceIsAPromptAndAddsAnObject) {
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  const std::int64_t size = previewSize();
  ASSERT_TRUE(session.accept());
  const SliceRef next{Axis::Z, 6};

  EXPECT_EQ(session.useMaskPrompt(next, {Axis::Z, 7}).error().code, ErrorCode::NotFound);
  ASSERT_TRUE(session.useMaskPrompt(next, kSlice));
  ASSERT_TRUE(waitFor(State::Ready));

  EXPECT_EQ(network->asked().back().mask->values[0], 1000.0F + static_cast<float>(size));
  EXPECT_TRUE(network->asked().back().points.empty());
}

TEST_F(SessionTest, StartingFromThisSlicesOwnMaskReplacesIt) {
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  ASSERT_TRUE(session.accept());

  ASSERT_TRUE(session.useMaskPrompt(kSlice, kSlice));
  session.addPoint(kSlice, at(12, 10), true);
  session.addPoint(kSlice, at(7, 10), false);
  ASSERT_TRUE(waitFor(State::Ready));
  const Mask wanted = session.preview().current()->mask;
  ASSERT_TRUE(session.accept());

  EXPECT_EQ(session.document().labelMask(kSlice, 1), wanted);
}

TEST_F(SessionTest, AnswersToOldPromptsAreDropped) {
  network->hold();
  session.addPoint(kSlice, at(10, 10), true);
  session.clearPrompts();
  session.addPoint(kSlice, at(30, 20), true);
  network->release();

  ASSERT_TRUE(waitFor(State::Ready));

  EXPECT_TRUE(session.preview().current()->mask.test(30, 20));
  EXPECT_FALSE(session.preview().current()->mask.test(10, 10));
}

TEST_F(SessionTest, NeighboursOfTheFocusAreEncodedAheadWithinTheRadius) {
  session.focus({Axis::Z, 5});
  ASSERT_TRUE(home.runUntil([&] { return session.cacheStatus().ready == 5; }));

  EXPECT_EQ(session.cacheStatus().wanted, 5U);
  for (std::int64_t slice = 3; slice <= 7; ++slice)
    EXPECT_TRUE(session.isEncoded({Axis::Z, slice}));
  EXPECT_FALSE(session.isEncoded({Axis::Z, 8}));
  EXPECT_EQ(network->encodes, 5);
}

TEST_F(SessionTest, AnotherMappingMeansAnotherEmbeddingAndAFreshMask) {
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_TRUE(waitFor(State::Ready));
  const int before = network->encodes;

  session.setInputMapping(windowMapping({100, 50}));

  EXPECT_EQ(session.preview().state, State::Encoding);
  ASSERT_TRUE(waitFor(State::Ready));
  EXPECT_GT(network->encodes, before);
}

TEST_F(SessionTest, WithoutAModelAClickFailsWithAWordAndWorksOnceThereIsOne) {
  session.setPredictor(nullptr);
  session.addPoint(kSlice, at(10, 10), true);
  ASSERT_EQ(session.preview().state, State::Failed);
  EXPECT_NE(session.preview().error->detail.find("no model"), std::string::npos);
  EXPECT_EQ(session.model(), nullptr);

  session.setPredictor(std::make_shared<test::FakePredictor>("other"));

  EXPECT_TRUE(waitFor(State::Ready));
}

TEST_F(SessionTest, AFailedEncodeIsShownAndNotTriedForEver) {
  network->encodeError = ErrorCode::OutOfMemory;
  session.addPoint(kSlice, at(10, 10), true);

  ASSERT_TRUE(waitFor(State::Failed));
  home.drain();
  EXPECT_EQ(session.preview().error->code, ErrorCode::OutOfMemory);
  EXPECT_EQ(network->encodes, 1);
}

TEST_F(SessionTest, FilesAreReadWhileTheNetworkIsBusy) {
  bool worked = false, told = false;
  network->hold();
  session.focus(kSlice);
  session.files().run([&](const JobContext&) { worked = true; }, [&] { told = true; });

  EXPECT_TRUE(home.runUntil([&] { return told; }));
  EXPECT_TRUE(worked);
  network->release();
}

TEST_F(SessionTest, TheVolumeBeforeIsFreedOnTheThreadForFiles) {
  std::thread::id freedOn;
  Volume large = test::rampVolume(Size3{40, 30, 11});
  large.data = std::shared_ptr<const VoxelBuffer>(
      new VoxelBuffer(std::vector<std::byte>(large.bytes())), [&freedOn](const VoxelBuffer* data) {
        freedOn = std::this_thread::get_id();
        delete data;
      });
  session.open(std::move(large));

  session.open(test::rampVolume(Size3{40, 30, 11}));

  bool isDone = false;
  session.files().run([](const JobContext&) {}, [&] { isDone = true; });
  ASSERT_TRUE(home.runUntil([&] { return isDone; }));
  EXPECT_NE(freedOn, std::thread::id());
  EXPECT_NE(freedOn, std::this_thread::get_id());
}

TEST_F(SessionTest, CanEndWhileTheNetworkIsBusy) {
  network->hold();
  auto other = std::make_unique<Session>(network, home, options);
  other->open(test::rampVolume(Size3{8, 8, 3}));
  other->addPoint({Axis::Z, 1}, at(2, 2), true);

  other.reset();  // must not wait for release()

  home.drain();
  network->release();
}

}  // namespace
}  // namespace limn::core
