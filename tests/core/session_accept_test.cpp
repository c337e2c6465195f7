// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// What accept() stores is what the preview shows.

#include "session_fixture.h"
#include "support/fake_case_store.h"

#include <algorithm>
#include <random>
#include <vector>

namespace limn::core {
namespace {

class SessionAcceptTest : public SessionTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(session.open(volume, OpenedCase{store, store->load().value()}));
  }
  void click(double x, double y, bool include = true) {
    session.addPoint(kSlice, at(x, y), include);
    ASSERT_TRUE(waitFor(State::Ready));
  }
  /// Accepts, and returns what the preview showed.
  Mask accept() {
    const Mask shown = session.preview().current()->mask;
    EXPECT_TRUE(session.accept());
    return shown;
  }
  [[nodiscard]] Mask stored(LabelId label = 1) const {
    return session.document().labelMask(kSlice, label);
  }

  Volume volume = test::rampVolume(Size3{40, 30, 11});
  std::shared_ptr<test::FakeCaseStore> store = std::make_shared<test::FakeCaseStore>(
      CaseData{caseSource(volume, "hash"), firstLabels(), {}, {}});
};

TEST_F(SessionAcceptTest, NoOlderGenerationProtectsWhatAContinuedMaskLeavesOut) {
  click(10, 10);
  accept();
  for (const double x : {14.0, 10.0, 6.0}) {
    ASSERT_TRUE(session.continueObject(kSlice));
    click(x, 10, false);
    const Mask shown = accept();
    EXPECT_EQ(stored(), shown);
  }
}

TEST_F(SessionAcceptTest, AMaskThatReplacedTheLabelLeavesNothingOfTheMasksBefore) {
  click(10, 10);
  accept();
  click(13, 10);
  accept();
  ASSERT_TRUE(session.useMaskPrompt(kSlice, kSlice));
  click(11, 10);
  Mask shown = accept();
  EXPECT_EQ(stored(), shown);

  ASSERT_TRUE(session.continueObject(kSlice));
  click(10, 10, false);
  shown = accept();
  EXPECT_EQ(stored(), shown);
}

TEST_F(SessionAcceptTest, AnAcceptThatChangesNoVoxelIsKeptToo) {
  click(10, 10);
  const Mask first = accept();
  click(10, 10);
  EXPECT_EQ(accept(), first);
  EXPECT_EQ(session.document().objects().size(), 2U);
  ASSERT_TRUE(session.undo());
  EXPECT_EQ(session.document().objects().size(), 1U);
}

TEST_F(SessionAcceptTest, AContinuedMaskThatGoesIntoAnotherLabelLeavesTheFirstAsItIs) {
  click(10, 10);
  const Mask first = accept();
  const LabelId second = session.document().addLabel();
  ASSERT_TRUE(session.continueObject(kSlice));
  session.setActiveLabel(second);
  click(16, 10);
  accept();

  EXPECT_EQ(stored(), first);
  EXPECT_GT(stored(second).count(), 0);
}

/// The naive model: voxels, the accepted masks in place, and copies of both for undo and redo.
struct Model {
  struct Accepted {
    std::int64_t number;
    SliceRef slice;
    LabelId label;
    Mask mask;
  };
  struct State {
    std::vector<LabelId> voxels;
    std::vector<Accepted> inPlace;
  };
  State now;
  std::vector<State> past, future;

  void accept(const Grid& grid, const CaseObject& object) {
    past.push_back(now);
    future.clear();
    const auto isSuperseded = [&](const Accepted& a) {
      const bool isReplaced = object.entry == CaseObject::Entry::Replaced &&
                              a.slice == object.slice && a.label == object.label;
      return isReplaced || a.number == object.continues;
    };
    std::vector<Accepted> superseded, others;
    for (const Accepted& a : now.inPlace)
      (isSuperseded(a) ? superseded : others).push_back(a);
    const SliceLayout layout = sliceLayout(grid, object.slice.axis);
    for (std::int64_t y = 0; y < layout.height; ++y) {
      for (std::int64_t x = 0; x < layout.width; ++x) {
        const VoxelPoint p =
            layout.toVoxel({static_cast<double>(x), static_cast<double>(y)}, object.slice.slice);
        LabelId& voxel = now.voxels[static_cast<std::size_t>(
            grid.offset({static_cast<std::int64_t>(p.x), static_cast<std::int64_t>(p.y),
                         static_cast<std::int64_t>(p.z)}))];
        const auto covers = [&](const Accepted& a) {
          return a.slice == object.slice && a.label == object.label && a.mask.test(x, y);
        };
        const bool isReplaced = object.entry == CaseObject::Entry::Replaced;
        const bool wasSeen = isReplaced || std::ranges::any_of(superseded, covers);
        if (object.mask.test(x, y)) {
          if (voxel == 0) voxel = object.label;
        } else if (voxel == object.label && wasSeen && !std::ranges::any_of(others, covers)) {
          voxel = 0;
        }
      }
    }
    now.inPlace = std::move(others);
    now.inPlace.push_back({object.number, object.slice, object.label, object.mask});
  }
  void move(std::vector<State>& from, std::vector<State>& to) {
    ASSERT_FALSE(from.empty());
    to.push_back(std::exchange(now, from.back()));
    from.pop_back();
  }
};

TEST_F(SessionAcceptTest, RandomWorkStoresWhatTheNaiveModelStores) {
  std::mt19937 random(12);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  session.document().addLabel();  // labels 1 and 2
  auto open = std::make_unique<Session>(network, home, options);
  const auto reopen = [&](Session& from) {
    from.finishSaving();
    auto next = std::make_unique<Session>(network, home, options);
    EXPECT_TRUE(next->open(volume, OpenedCase{store, store->load().value()}));
    return next;
  };
  open = reopen(session);
  Model model;
  model.now.voxels = open->document().snapshot().voxels;
  int accepted = 0, continued = 0, replaced = 0;
  for (int step = 0; step < 1200; ++step) {
    const SliceRef slice{pick(4) == 0 ? Axis::X : Axis::Z, 5 + pick(2)};
    const auto before = open->history().size();
    switch (pick(10)) {
      case 0:
        if (open->undo()) {
          open->finishSaving();
          if (store->actions().back().what.starts_with("Undo Accept")) {
            model.move(model.past, model.future);
          }
        }
        break;
      case 1:
        if (open->redo()) {
          open->finishSaving();
          if (store->actions().back().what.starts_with("Redo Accept")) {
            model.move(model.future, model.past);
          }
        }
        break;
      case 2:
        open->setActiveLabel(static_cast<LabelId>(1 + pick(2)));
        break;
      case 3:
        static_cast<void>(open->continueObject(slice));
        break;
      case 4:
        static_cast<void>(open->useMaskPrompt(slice, slice));
        break;
      case 5:
        if (pick(8) == 0) open = reopen(*open);
        break;
      case 6:
      case 7: {
        if (open->prompts().empty()) break;
        ASSERT_TRUE(home.runUntil([&] { return open->preview().state == State::Ready; }));
        const Mask shown = open->preview().current()->mask;
        ASSERT_TRUE(open->accept());
        open->finishSaving();
        const CaseAction last = store->actions().back();
        ASSERT_EQ(open->history().size(), before + 1);
        ASSERT_TRUE(last.object);
        ASSERT_EQ(last.object->mask, shown);
        model.accept(volume.grid, *last.object);
        ++accepted;
        continued += last.object->continues != 0;
        replaced += last.object->entry == CaseObject::Entry::Replaced;
        break;
      }
      default:
        open->addPoint(slice, at(4 + pick(6), 4 + pick(5)), pick(3) > 0);
    }
    ASSERT_EQ(open->document().snapshot().voxels, model.now.voxels) << "step " << step;
  }
  EXPECT_GT(accepted, 50);
  EXPECT_GT(continued, 10);
  EXPECT_GT(replaced, 5);
}

}  // namespace
}  // namespace limn::core
