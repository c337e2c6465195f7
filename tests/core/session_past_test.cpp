// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "session_fixture.h"
#include "support/fake_case_store.h"

#include <functional>
#include <variant>
#include <vector>

namespace limn::core {
namespace {

using Mode = SegmentationDocument::WriteMode;
constexpr SliceRef kOtherAxis{Axis::Y, 12};

/// A session whose case has five actions: click, accept, new label, click, accept.
class SessionPastTest : public SessionTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(session.open(volume, OpenedCase{store, store->load().value()}));
    acceptDiskAt(10, 10, kSlice);
    session.setActiveLabel(session.document().addLabel("Cyst"));
    acceptDiskAt(20, 5, kOtherAxis);
  }
  void acceptDiskAt(double x, double y, SliceRef slice) {
    session.addPoint(slice, at(x, y), true);
    ASSERT_TRUE(waitFor(State::Ready));
    ASSERT_TRUE(session.accept());
  }
  void lookBack(std::size_t actions) {
    session.lookBack(actions);
    ASSERT_TRUE(home.runUntil([&] { return !session.isPastPending(); }));
  }
  Segmentation at(std::size_t actions) {
    session.finishSaving();
    return segmentationAt(store->load().value(), actions).value();
  }
  using SessionTest::at;

  Volume volume = test::rampVolume(Size3{40, 30, 11});
  std::shared_ptr<test::FakeCaseStore> store = std::make_shared<test::FakeCaseStore>(
      CaseData{caseSource(volume, "hash"), firstLabels(), {}, {}});
};

TEST_F(SessionPastTest, ShowsEachMomentAsTheCaseHasIt) {
  ASSERT_EQ(session.history().size(), 5U);
  for (const std::size_t actions : {0U, 1U, 2U, 3U, 4U, 2U, 0U}) {
    lookBack(actions);

    ASSERT_NE(session.past(), nullptr);
    EXPECT_EQ(session.past()->actions(), actions);
    EXPECT_EQ(session.lookingAt(), actions);
    EXPECT_EQ(session.shown().snapshot().voxels, at(actions).voxels);
    EXPECT_EQ(session.shown().labels(), at(actions).labels);
  }
}

TEST_F(SessionPastTest, ShowsThePromptsOfTheMoment) {
  session.addPoint(kSlice, at(30, 20), true);
  ASSERT_TRUE(waitFor(State::Ready));

  lookBack(4);
  EXPECT_EQ(session.shownPromptSlice(), kOtherAxis);
  EXPECT_EQ(session.shownPrompts(), (std::vector<Prompt>{PointPrompt{{20, 5}, true}}));
  lookBack(5);
  EXPECT_TRUE(session.shownPrompts().empty());
  session.returnToNow();
  EXPECT_EQ(session.shownPromptSlice(), kSlice);
  EXPECT_EQ(session.shownPrompts(), session.prompts());
}

TEST_F(SessionPastTest, TheMomentAfterTheLastActionIsThePresent) {
  lookBack(2);
  session.lookBack(5);

  EXPECT_EQ(session.past(), nullptr);
  EXPECT_EQ(session.lookingAt(), std::nullopt);
  EXPECT_EQ(&session.shown(), &session.document());
}

TEST_F(SessionPastTest, ReopenedCasesHaveTheirPastToo) {
  session.finishSaving();
  const auto again = std::make_shared<test::FakeCaseStore>(store->load().value());
  ASSERT_TRUE(session.open(volume, OpenedCase{again, again->load().value()}));

  lookBack(2);

  EXPECT_EQ(session.shown().snapshot().voxels, at(2).voxels);
  EXPECT_EQ(session.shown().labels(), firstLabels());
}

TEST_F(SessionPastTest, LookingLeavesThePresentAsItIs) {
  session.addPoint(kSlice, at(30, 20), true);
  ASSERT_TRUE(waitFor(State::Ready));
  const Segmentation before = session.document().snapshot();
  const auto prompts = session.prompts();
  const Mask preview = session.preview().current()->mask;
  const std::string undoText = session.undoText();
  session.finishSaving();

  for (const std::size_t actions : {3U, 1U, 4U})
    lookBack(actions);
  session.returnToNow();
  session.finishSaving();

  EXPECT_EQ(store->actions().size(), 6U);
  EXPECT_EQ(session.history().size(), 6U);
  EXPECT_EQ(session.document().snapshot().voxels, before.voxels);
  EXPECT_EQ(session.document().labels(), before.labels);
  EXPECT_EQ(session.prompts(), prompts);
  EXPECT_EQ(session.preview().current()->mask, preview);
  EXPECT_EQ(session.undoText(), undoText);
  ASSERT_TRUE(session.accept());
  ASSERT_TRUE(session.undo());
  ASSERT_TRUE(session.redo());
  ASSERT_TRUE(session.continueObject(kSlice, at(10, 10)));
  EXPECT_EQ(session.prompts().size(), 1U);
}

TEST_F(SessionPastTest, RefusesEveryChangeAndSaysSo) {
  session.addPoint(kSlice, at(30, 20), true);
  ASSERT_TRUE(waitFor(State::Ready));
  lookBack(2);
  const Segmentation before = session.document().snapshot();
  const auto mapping = session.inputMapping();
  int refusals = 0;
  const Subscription refused = session.subscribe(
      [&](const ChangeEvent& event) { refusals += std::holds_alternative<EditRefused>(event); });
  SegmentationDocument& document = session.document();
  const Mask mask(40, 30);
  const std::vector<std::function<void()>> edits{
      [&] { session.addPoint(kSlice, at(1, 1), true); },
      [&] { session.setBox(kSlice, at(1, 1), at(5, 5)); },
      [&] { EXPECT_FALSE(session.useMaskPrompt(kSlice, kSlice)); },
      [&] { EXPECT_FALSE(session.continueObject(kSlice)); },
      [&] { session.removePrompt(0); },
      [&] { session.movePoint(0, at(2, 2)); },
      [&] { session.removeLastPrompt(); },
      [&] { session.clearPrompts(); },
      [&] { session.nextCandidate(); },
      [&] { EXPECT_FALSE(session.accept()); },
      [&] { session.setActiveLabel(1); },
      [&] { EXPECT_FALSE(session.undo()); },
      [&] { EXPECT_FALSE(session.redo()); },
      [&] {
        session.setInputMapping(windowMapping({40, 400}));
      },
      [&] { EXPECT_EQ(document.addLabel(), 0); },
      [&] { EXPECT_FALSE(document.renameLabel(1, "Liver")); },
      [&] {
        EXPECT_FALSE(document.recolorLabel(1, {1, 2, 3}));
      },
      [&] { EXPECT_FALSE(document.removeLabel(1)); },
      [&] { EXPECT_FALSE(document.setLocked(1, true)); },
      [&] { EXPECT_FALSE(document.setVisible(1, false)); },
      [&] { EXPECT_FALSE(document.write(kSlice, 1, mask, Mode::Add, Overlap::KeepOthers, "w")); },
      [&] { EXPECT_FALSE(document.undo()); },
      [&] { EXPECT_FALSE(document.redo()); },
  };

  for (std::size_t i = 0; i < edits.size(); ++i) {
    refusals = 0;
    edits[i]();
    EXPECT_EQ(refusals, 1) << "edit " << i;
  }

  EXPECT_EQ(session.history().size(), 6U);
  EXPECT_EQ(document.snapshot().voxels, before.voxels);
  EXPECT_EQ(document.labels(), before.labels);
  EXPECT_EQ(session.prompts().size(), 1U);
  EXPECT_NE(session.activeLabel(), 1);
  EXPECT_TRUE(session.inputMapping() == mapping);
  session.returnToNow();
  EXPECT_TRUE(session.accept());
}

TEST_F(SessionPastTest, RefusesFromTheWishOnNotOnlyWhenTheMomentIsThere) {
  session.lookBack(2);
  ASSERT_EQ(session.past(), nullptr);

  session.addPoint(kSlice, at(1, 1), true);

  EXPECT_TRUE(session.refusesEdit());
  EXPECT_TRUE(session.prompts().empty());
}

TEST_F(SessionPastTest, TheLatestWishWins) {
  std::vector<std::size_t> seen;
  const Subscription watch = session.subscribe([&](const ChangeEvent& event) {
    if (std::holds_alternative<PastChanged>(event) && session.past())
      seen.push_back(session.past()->actions());
  });

  session.lookBack(4);
  session.lookBack(3);
  session.lookBack(1);
  ASSERT_TRUE(home.runUntil([&] { return !session.isPastPending(); }));

  EXPECT_EQ(seen, (std::vector<std::size_t>{4, 1}));
  EXPECT_EQ(session.shown().snapshot().voxels, at(1).voxels);
}

TEST_F(SessionPastTest, AMomentThatComesAfterTheReturnIsDropped) {
  session.lookBack(4);
  session.returnToNow();
  session.lookBack(1);
  session.returnToNow();
  home.runUntil([] { return true; });

  EXPECT_EQ(session.past(), nullptr);
  EXPECT_FALSE(session.isPastPending());
  EXPECT_FALSE(session.refusesEdit());
}

TEST_F(SessionPastTest, AnotherStudyOpensInItsPresent) {
  lookBack(2);

  session.open(test::rampVolume(Size3{20, 20, 4}));

  EXPECT_EQ(session.past(), nullptr);
  EXPECT_NE(session.document().addLabel(), 0);
}

TEST_F(SessionPastTest, ShowsNoHoverInThePast) {
  session.focus(kSlice);
  session.addPoint(kSlice, at(30, 20), true);
  ASSERT_TRUE(waitFor(State::Ready));
  session.clearPrompts();
  session.rest(kSlice, at(30, 20));
  ASSERT_TRUE(home.runUntil([&] { return session.hoverMask() != nullptr; }));

  lookBack(2);
  EXPECT_EQ(session.hoverMask(), nullptr);
  session.rest(kSlice, at(31, 20));
  EXPECT_FALSE(session.isHoverPending());
}

}  // namespace
}  // namespace limn::core
