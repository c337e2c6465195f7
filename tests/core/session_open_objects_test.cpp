// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// Prompts that are not accepted yet, on several slices at once.

#include "session_fixture.h"
#include "support/fake_case_store.h"

namespace limn::core {
namespace {

constexpr SliceRef kOther{Axis::Z, 8};

class SessionOpenObjectsTest : public SessionTest {
 protected:
  void click(SliceRef slice, double x, double y, bool include = true) {
    session.addPoint(slice, at(x, y), include);
    ASSERT_TRUE(waitFor(State::Ready));
  }
  [[nodiscard]] std::vector<SliceRef> open() const {
    std::vector<SliceRef> slices;
    for (const OpenObject& object : session.openObjects())
      slices.push_back(object.slice);
    return slices;
  }
};

using Slices = std::vector<SliceRef>;

TEST_F(SessionOpenObjectsTest, AClickOnAnotherSliceLosesNothing) {
  click(kSlice, 10, 10);
  click(kSlice, 12, 10);
  click(kOther, 20, 10);

  EXPECT_EQ(open(), (Slices{kSlice, kOther}));
  EXPECT_EQ(session.openObjects().front().prompts.size(), 2U);
  EXPECT_EQ(session.promptSlice(), kOther);
  EXPECT_EQ(session.prompts().size(), 1U);
  click(kSlice, 14, 10);
  EXPECT_EQ(session.promptSlice(), kSlice);
  EXPECT_EQ(session.prompts().size(), 3U);
  EXPECT_EQ(open(), (Slices{kOther, kSlice}));
}

TEST_F(SessionOpenObjectsTest, TheObjectOfTheSliceThatIsLookedAtHasTheFocus) {
  click(kSlice, 10, 10);
  click(kOther, 20, 10);

  session.focus(kSlice);
  ASSERT_TRUE(waitFor(State::Ready));
  EXPECT_EQ(session.preview().slice, kSlice);
  EXPECT_TRUE(session.preview().current()->mask.test(10, 10));
  session.focus({Axis::Z, 2});  // nothing is open there
  EXPECT_EQ(session.promptSlice(), kSlice);
  EXPECT_FALSE(session.focusObject({Axis::Z, 2}));
  EXPECT_TRUE(session.focusObject(kOther));
  EXPECT_EQ(session.promptSlice(), kOther);
}

TEST_F(SessionOpenObjectsTest, AcceptsOnlyWhatIsInViewAndSaysWhereTheOtherOneWaits) {
  click(kSlice, 10, 10);

  const auto elsewhere = session.accept(kOther);
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().code, ErrorCode::WrongUse);
  EXPECT_NE(elsewhere.error().detail.find("axial slice 6"), std::string::npos);
  EXPECT_EQ(session.document().voxelCount(1), 0);

  click(kOther, 20, 10);
  EXPECT_TRUE(session.accept(kOther));
  EXPECT_EQ(open(), (Slices{kSlice}));
  ASSERT_TRUE(waitFor(State::Ready));  // the one that is left has the focus
  EXPECT_TRUE(session.accept(kSlice));
  EXPECT_TRUE(open().empty());
}

TEST_F(SessionOpenObjectsTest, UndoOfAnAcceptBringsTheObjectBackWithItsClicks) {
  click(kSlice, 10, 10);
  click(kSlice, 12, 10, false);
  const Mask shown = session.preview().current()->mask;
  ASSERT_TRUE(session.accept());

  ASSERT_TRUE(session.undo());

  EXPECT_EQ(session.document().voxelCount(1), 0);
  EXPECT_EQ(session.prompts().size(), 2U);
  ASSERT_TRUE(waitFor(State::Ready));
  EXPECT_EQ(session.preview().current()->mask, shown);
  EXPECT_EQ(session.undoText(), "Add exclude click");
  ASSERT_TRUE(session.undo());
  EXPECT_EQ(session.prompts().size(), 1U);
  ASSERT_TRUE(session.redo() && session.redo());
  EXPECT_TRUE(session.prompts().empty());
  EXPECT_EQ(session.document().labelMask(kSlice, 1), shown);
}

TEST_F(SessionOpenObjectsTest, UndoGoesBackInTheOneOrderOfDoing) {
  click(kSlice, 10, 10);
  ASSERT_TRUE(session.document().renameLabel(1, "Liver"));
  click(kOther, 20, 10);

  for (const char* what : {"Add include click", "Rename label to Liver", "Add include click"}) {
    EXPECT_EQ(session.undoText(), what);
    ASSERT_TRUE(session.undo());
  }
  EXPECT_FALSE(session.undo());
  EXPECT_TRUE(open().empty());
  while (session.redo()) {
  }
  EXPECT_EQ(open(), (Slices{kSlice, kOther}));
  EXPECT_EQ(session.document().labels().front().name, "Liver");
}

TEST_F(SessionOpenObjectsTest, ASecondBoxReplacesTheFirstUnlessItIsAdded) {
  session.setBox(kSlice, at(5, 5), at(20, 20));
  session.addPoint(kSlice, at(10, 10), true);
  session.setBox(kSlice, at(8, 8), at(30, 25));
  EXPECT_EQ(session.prompts(),
            (std::vector<Prompt>{PointPrompt{{10, 10}, true}, BoxPrompt{{8, 8}, {30, 25}}}));
  session.undo();
  EXPECT_EQ(session.prompts().size(), 2U);
  EXPECT_EQ(session.prompts().front(), Prompt(BoxPrompt{{5, 5}, {20, 20}}));
  session.setBox(kSlice, at(8, 8), at(30, 25), BoxUse::Add);
  EXPECT_EQ(session.prompts().size(), 3U);
}

TEST_F(SessionOpenObjectsTest, ACaseOpensWithItsOpenObjectsAtTheSliceWhereItWasLeft) {
  const Volume volume = test::rampVolume(Size3{40, 30, 11});
  const auto store = std::make_shared<test::FakeCaseStore>(
      CaseData{caseSource(volume, "hash"), firstLabels(), {}, {}});
  ASSERT_TRUE(session.open(volume, OpenedCase{store, store->load().value()}));
  EXPECT_EQ(session.lastSlice(), std::nullopt);
  click(kSlice, 10, 10);
  click(kOther, 20, 10);
  ASSERT_TRUE(session.focusObject(kSlice));
  click(kSlice, 12, 10);
  session.document().addLabel();
  session.finishSaving();

  Session other(network, home, options);
  ASSERT_TRUE(other.open(volume, OpenedCase{nullptr, store->load().value()}));

  EXPECT_EQ(other.lastSlice(), kSlice);
  EXPECT_EQ(other.openObjects().size(), 2U);
  EXPECT_EQ(other.promptSlice(), kSlice);
  EXPECT_EQ(other.prompts().size(), 2U);
}

}  // namespace
}  // namespace limn::core
