// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "timeline.h"

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

/// A case that a document wrote down, and its timeline.
struct Written {
  Volume volume;
  CaseData data;
  Timeline timeline;
};

/// Random writes, label edits, undo and redo on a small volume.
Written randomCase(Grid grid, unsigned seed, int actions) {
  Written made{test::rampVolume(grid), {}, {}};
  made.data = {caseSource(made.volume, "hash"), firstLabels(), {}, {}};
  made.timeline = Timeline(grid, made.volume.source, firstLabels());
  SegmentationDocument document(made.volume, firstLabels());
  document.setJournal([&](CaseAction action) {
    action.number = static_cast<std::int64_t>(made.data.actions.size()) + 1;
    made.timeline.add(action);
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

TEST(Timeline, MakesEachMomentAsTheJournalHasIt) {
  const Written made = randomCase(smallGrid(), 3, 60);

  for (std::size_t n = 0; n <= made.timeline.size(); ++n)
    expectSame(*made.timeline.momentAfter(n), made.data, n);
}

TEST(Timeline, MakesTheSameMomentWhateverTheWay) {
  const Written made = randomCase(smallGrid(), 4, 60);
  std::mt19937 random(5);
  PastMomentPtr known;

  for (int i = 0; i < 100; ++i) {
    const std::size_t n = random() % (made.timeline.size() + 1);
    known = made.timeline.momentAfter(n, known);
    expectSame(*known, made.data, n);
  }
}

TEST(Timeline, LeavesAMomentAsItIsWhenAnotherIsMadeFromIt) {
  const Written made = randomCase(smallGrid(), 6, 40);
  const PastMomentPtr kept = made.timeline.momentAfter(30);

  static_cast<void>(made.timeline.momentAfter(29, kept));
  static_cast<void>(made.timeline.momentAfter(40, kept));

  expectSame(*kept, made.data, 30);
}

TEST(Timeline, ShowsSlicesAsTheDocumentDoesHoweverTheScanLies) {
  for (const Grid& grid : test::allAxisOrders({6, 5, 4}, {1, 2, 3})) {
    const Volume volume = test::rampVolume(grid);
    SegmentationDocument document(volume);
    Timeline timeline(grid, volume.source, firstLabels());
    document.setJournal([&](const CaseAction& action) { timeline.add(action); });
    for (const Axis axis : {Axis::X, Axis::Y, Axis::Z}) {
      const SliceLayout layout = sliceLayout(grid, axis);
      Mask mask(layout.width, layout.height);
      mask.set(0, 0);
      mask.set(layout.width - 1, 1);
      mask.set(1, layout.height - 1);
      ASSERT_TRUE(document.write({axis, 2}, 1, mask, Mode::Add, Overlap::KeepOthers, "Write"));
    }

    const PastMomentPtr moment = timeline.momentAfter(3);

    for (const Axis axis : {Axis::X, Axis::Y, Axis::Z}) {
      for (std::int64_t slice = 0; slice < sliceLayout(grid, axis).slices; ++slice)
        ASSERT_EQ(moment->sliceLabels({axis, slice}), document.sliceLabels({axis, slice}));
    }
  }
}

TEST(Timeline, HasThePromptsOfTheMoment) {
  Timeline timeline(smallGrid(), {}, firstLabels());
  const SliceRef slice{Axis::Z, 2};
  const Prompt mask = MaskPrompt{test::drawMask("#.#/.#.")}, click = PointPrompt{{3, 4}, false};
  CaseAction given, clicked, accepted;
  given.kind = CaseAction::Kind::GiveMask;
  given.prompts = PromptState{slice, {{mask, {}}}};
  clicked.kind = CaseAction::Kind::AddPoint;
  clicked.prompts = PromptState{slice, {{mask, {}}, {click, {}}}};
  accepted.kind = CaseAction::Kind::Accept;
  for (const CaseAction& action : {given, clicked, accepted})
    timeline.add(action);

  EXPECT_TRUE(timeline.momentAfter(0)->prompts().empty());
  EXPECT_EQ(timeline.momentAfter(1)->prompts(), std::vector{mask});
  EXPECT_EQ(timeline.momentAfter(2)->prompts(), (std::vector{mask, click}));
  EXPECT_EQ(timeline.momentAfter(2)->promptSlice(), slice);
  EXPECT_TRUE(timeline.momentAfter(3)->prompts().empty());
  EXPECT_EQ(timeline.momentAfter(3)->promptSlice(), std::nullopt);
}

TEST(Timeline, StopsWhenTold) {
  const Written made = randomCase(smallGrid(), 8, 10);
  std::stop_source stop;
  stop.request_stop();

  EXPECT_EQ(made.timeline.momentAfter(5, {}, JobContext{stop.get_token(), {}}), nullptr);
}

}  // namespace
}  // namespace limn::core
