// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/journal.h"

#include "limn/core/case_store.h"
#include "limn/core/segmentation_document.h"
#include "support/builders.h"

#include <gtest/gtest.h>

#include <random>
#include <stop_token>
#include <utility>

namespace limn::core {
namespace {

using Mode = SegmentationDocument::WriteMode;

/// A case that a document wrote down, and its journal.
struct Written {
  Volume volume;
  CaseData data;
  Journal journal;
};

/// Random writes, label edits, undo and redo on a small volume.
Written randomCase(Grid grid, unsigned seed, int actions) {
  Written made{test::rampVolume(grid), {}, {}};
  made.data = {caseSource(made.volume, "hash"), firstLabels(), {}, {}};
  made.journal = Journal(grid, made.volume.source, firstLabels());
  SegmentationDocument document(made.volume, firstLabels());
  document.setRecorder([&](CaseAction action) {
    action.number = static_cast<std::int64_t>(made.data.actions.size()) + 1;
    made.journal.add(action);
    made.data.actions.push_back(std::move(action));
  });
  std::mt19937 random(seed);
  const auto pick = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<unsigned>(n));
  };
  while (made.data.actions.size() < static_cast<std::size_t>(actions)) {
    const SliceRef slice{static_cast<Axis>(pick(3)), pick(4)};
    const SliceLayout layout = sliceLayout(grid, slice.axis);
    Mask mask(layout.width, layout.height);
    for (int i = 0; i < 12; ++i)
      mask.set(pick(layout.width), pick(layout.height));
    const auto label = static_cast<LabelId>(1 + pick(4));
    switch (pick(7)) {
      case 0:
        document.addLabel();
        break;
      case 1:
        static_cast<void>(document.removeLabel(static_cast<LabelId>(2 + pick(3))));
        break;
      case 2:
        document.undo();
        break;
      case 3:
        document.redo();
        break;
      case 4:
        static_cast<void>(document.renameLabel(label, "Name " + std::to_string(pick(9))));
        break;
      default:
        static_cast<void>(document.write(slice, label, mask, static_cast<Mode>(pick(3)),
                                         Overlap::TakeUnlocked, "Write"));
    }
  }
  return made;
}

void expectSame(const PastMoment& moment, const CaseData& data, std::size_t actions) {
  const Segmentation expected = segmentationAt(data, actions).value();
  const Segmentation got = moment.snapshot();
  EXPECT_EQ(moment.actions(), actions);
  EXPECT_EQ(got.voxels, expected.voxels) << "after " << actions;
  EXPECT_EQ(got.labels, expected.labels) << "after " << actions;
  EXPECT_EQ(got.grid, expected.grid);
  EXPECT_EQ(got.source.path, expected.source.path);
  for (LabelId id = 0; id < 6; ++id)
    EXPECT_EQ(moment.voxelCount(id), std::ranges::count(expected.voxels, id)) << id;
}

Grid smallGrid() {
  Grid grid;
  grid.size = {9, 7, 5};
  return grid;
}

TEST(Journal, MakesEachMomentAsTheJournalHasIt) {
  const Written made = randomCase(smallGrid(), 3, 60);

  for (std::size_t n = 0; n <= made.journal.size(); ++n)
    expectSame(*made.journal.momentAfter(n), made.data, n);
}

TEST(Journal, MakesTheSameMomentWhateverTheWay) {
  const Written made = randomCase(smallGrid(), 4, 60);
  std::mt19937 random(5);
  PastMomentPtr known;

  for (int i = 0; i < 100; ++i) {
    const std::size_t n = random() % (made.journal.size() + 1);
    known = made.journal.momentAfter(n, known);
    expectSame(*known, made.data, n);
  }
}

TEST(Journal, LeavesAMomentAsItIsWhenAnotherIsMadeFromIt) {
  const Written made = randomCase(smallGrid(), 6, 40);
  const PastMomentPtr kept = made.journal.momentAfter(30);

  static_cast<void>(made.journal.momentAfter(29, kept));
  static_cast<void>(made.journal.momentAfter(40, kept));

  expectSame(*kept, made.data, 30);
}

TEST(Journal, ShowsSlicesAsTheDocumentDoesHoweverTheScanLies) {
  for (const Grid& grid : test::allAxisOrders({6, 5, 4}, {1, 2, 3})) {
    const Volume volume = test::rampVolume(grid);
    SegmentationDocument document(volume);
    Journal journal(grid, volume.source, firstLabels());
    document.setRecorder([&](const CaseAction& action) { journal.add(action); });
    for (const Axis axis : {Axis::X, Axis::Y, Axis::Z}) {
      const SliceLayout layout = sliceLayout(grid, axis);
      Mask mask(layout.width, layout.height);
      mask.set(0, 0);
      mask.set(layout.width - 1, 1);
      mask.set(1, layout.height - 1);
      ASSERT_TRUE(document.write({axis, 2}, 1, mask, Mode::Add, Overlap::KeepOthers, "Write"));
    }

    const PastMomentPtr moment = journal.momentAfter(3);

    for (const Axis axis : {Axis::X, Axis::Y, Axis::Z}) {
      for (std::int64_t slice = 0; slice < sliceLayout(grid, axis).slices; ++slice)
        ASSERT_EQ(moment->sliceLabels({axis, slice}), document.sliceLabels({axis, slice}));
    }
  }
}

TEST(Journal, HasThePromptsOfTheMoment) {
  Journal journal(smallGrid(), {}, firstLabels());
  const SliceRef slice{Axis::Z, 2};
  const Prompt mask = MaskPrompt{test::drawMask("#.#/.#.")}, click = PointPrompt{{3, 4}, false};
  CaseAction given, clicked, accepted;
  given.kind = CaseAction::Kind::GiveMask;
  given.prompts = PromptState{slice, {{mask, {}}}};
  clicked.kind = CaseAction::Kind::AddPoint;
  clicked.prompts = PromptState{slice, {{mask, {}}, {click, {}}}};
  accepted.kind = CaseAction::Kind::Accept;
  for (const CaseAction& action : {given, clicked, accepted})
    journal.add(action);

  EXPECT_TRUE(journal.momentAfter(0)->prompts().empty());
  EXPECT_EQ(journal.momentAfter(1)->prompts(), std::vector{mask});
  EXPECT_EQ(journal.momentAfter(2)->prompts(), (std::vector{mask, click}));
  EXPECT_EQ(journal.momentAfter(2)->promptSlice(), slice);
  EXPECT_TRUE(journal.momentAfter(3)->prompts().empty());
  EXPECT_EQ(journal.momentAfter(3)->promptSlice(), std::nullopt);
}

/// A click on a slice, as a session records it.
CaseAction clickOn(SliceRef slice, std::vector<PromptStep> steps) {
  CaseAction action;
  action.kind = CaseAction::Kind::AddPoint;
  action.what = "Click";
  action.prompts = PromptState{slice, std::move(steps), 0, true};
  return action;
}

CaseAction acceptOf(std::int64_t number, LabelId label, SliceRef slice, std::int64_t continues = 0,
                    std::size_t logits = 0) {
  CaseObject object;
  object.number = number;
  object.label = label;
  object.slice = slice;
  object.continues = continues;
  if (logits > 0) {
    object.logits = std::make_shared<LowResLogits>(LowResLogits{1, std::vector<float>(logits)});
  }
  CaseAction action;
  action.kind = CaseAction::Kind::Accept;
  action.what = "Accept";
  action.object = std::make_shared<const CaseObject>(std::move(object));
  return action;
}

constexpr SliceRef kA{Axis::Z, 1}, kB{Axis::Z, 2};
const PromptStep kClick{PointPrompt{{3, 4}, true}, {}};

TEST(Journal, UndoAndRedoMoveTheCursorAndAreActionsThemselves) {
  Journal journal(smallGrid(), {}, firstLabels());
  EXPECT_EQ(journal.toUndo(), nullptr);
  journal.add(clickOn(kA, {kClick}));
  journal.add(acceptOf(2, 1, kA));
  EXPECT_TRUE(journal.openObjects().empty());

  journal.add(journal.undoAction());

  EXPECT_EQ(journal[2].kind, CaseAction::Kind::Undo);
  EXPECT_EQ(journal[2].what, "Undo Accept");
  ASSERT_EQ(journal.openObjects().size(), 1U);  // the accepted object is open again
  EXPECT_EQ(journal.openObjects().front()->steps, (std::vector{kClick}));
  EXPECT_EQ(journal.toUndo()->what, "Click");
  EXPECT_EQ(journal.toRedo()->what, "Accept");
  journal.add(journal.redoAction());
  EXPECT_TRUE(journal.openObjects().empty());
  EXPECT_EQ(journal.objects().size(), 1U);
  EXPECT_EQ(journal.toRedo(), nullptr);
}

TEST(Journal, ANewActionForgetsWhatWasUndone) {
  Journal journal(smallGrid(), {}, firstLabels());
  journal.add(clickOn(kA, {kClick}));
  journal.add(journal.undoAction());
  EXPECT_NE(journal.toRedo(), nullptr);
  journal.add(clickOn(kB, {kClick}));
  EXPECT_EQ(journal.toRedo(), nullptr);
}

TEST(Journal, ObjectsOnOtherSlicesStayOpen) {
  Journal journal(smallGrid(), {}, firstLabels());
  journal.add(clickOn(kA, {kClick}));
  journal.add(clickOn(kB, {kClick}));
  ASSERT_EQ(journal.openObjects().size(), 2U);
  EXPECT_EQ(journal.openObjects().back()->slice, kB);

  journal.add(acceptOf(3, 1, kB));
  ASSERT_EQ(journal.openObjects().size(), 1U);
  EXPECT_EQ(journal.openObjects().front()->slice, kA);
  journal.add(journal.undoAction());
  EXPECT_EQ(journal.openObjects().size(), 2U);
}

TEST(Journal, InACaseOfAnEarlierVersionAClickOnAnotherSliceClosesTheObject) {
  Journal journal(smallGrid(), {}, firstLabels());
  CaseAction first = clickOn(kA, {kClick}), second = clickOn(kB, {kClick});
  first.prompts->besideOthers = second.prompts->besideOthers = false;
  journal.add(first);
  journal.add(second);
  ASSERT_EQ(journal.openObjects().size(), 1U);
  EXPECT_EQ(journal.openObjects().front()->slice, kB);

  journal.add(journal.undoAction());
  ASSERT_EQ(journal.openObjects().size(), 1U);
  EXPECT_EQ(journal.openObjects().front()->slice, kA);
}

TEST(Journal, MasksThatAreContinuedOrWhoseLabelWasRemovedAreNotInPlace) {
  Journal journal(smallGrid(), {}, {{1, "a", {}, true, false}, {2, "b", {}, true, false}});
  journal.add(acceptOf(1, 1, kA));
  journal.add(acceptOf(2, 2, kA));
  journal.add(acceptOf(3, 1, kA, 1));
  journal.add(acceptOf(4, 1, kA, 3));
  const auto numbers = [&] {
    std::vector<std::int64_t> list;
    for (const CaseObjectPtr& object : journal.objects())
      list.push_back(object->number);
    return list;
  };
  EXPECT_EQ(numbers(), (std::vector<std::int64_t>{2, 4}));
  for (const LabelId id : {1, 2}) {  // label 2 is removed, then another one gets its number
    CaseAction edit;
    edit.kind = CaseAction::Kind::EditLabels;
    edit.labels = {{1, "a", {}, true, false}};
    if (id == 2) edit.labels->push_back({2, "c", {}, true, false});
    journal.add(edit);
    EXPECT_EQ(numbers(), (std::vector<std::int64_t>{4}));
  }
  journal.add(journal.undoAction());
  journal.add(journal.undoAction());
  EXPECT_EQ(numbers(), (std::vector<std::int64_t>{2, 4}));
}

TEST(Journal, DropsTheOldestLogitsAboveItsBudgetAndNothingElse) {
  Journal journal(smallGrid(), {}, firstLabels(), 200'000);
  for (std::int64_t i = 1; i <= 20; ++i)
    journal.add(acceptOf(i, 1, kA, 0, 10'000));  // 40 kB each

  EXPECT_LE(journal.bytes(), 200'000U);
  EXPECT_EQ(journal[0].object->logits, nullptr);
  EXPECT_NE(journal[19].object->logits, nullptr);
  EXPECT_EQ(journal.objects().size(), 20U);
  EXPECT_EQ(journal.objects().front()->logits, nullptr);
}

TEST(Journal, StopsWhenTold) {
  const Written made = randomCase(smallGrid(), 8, 10);
  std::stop_source stop;
  stop.request_stop();

  EXPECT_EQ(made.journal.momentAfter(5, {}, JobContext{stop.get_token(), {}}), nullptr);
}

}  // namespace
}  // namespace limn::core
