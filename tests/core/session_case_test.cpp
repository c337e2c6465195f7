// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "session_fixture.h"
#include "support/fake_case_store.h"

#include <algorithm>
#include <random>

namespace limn::core {
namespace {

using Kind = CaseAction::Kind;

class SessionCaseTest : public SessionTest {
 protected:
  void SetUp() override { ASSERT_TRUE(open(session)); }

  Result<void> open(Session& into) {
    return into.open(volume, OpenedCase{store, store->load().value()});
  }
  /// Another session that goes on with what the store has.
  std::unique_ptr<Session> reopened() {
    session.finishSaving();
    auto other = std::make_unique<Session>(network, home, options);
    const auto readOnly = std::make_shared<test::FakeCaseStore>(store->load().value());
    EXPECT_TRUE(other->open(volume, OpenedCase{readOnly, readOnly->load().value()}));
    return other;
  }
  void acceptDiskAt(double x, double y, SliceRef slice = kSlice) {
    session.addPoint(slice, at(x, y), true);
    ASSERT_TRUE(waitFor(State::Ready));
    ASSERT_TRUE(session.accept());
  }
  std::vector<Kind> kinds() {
    session.finishSaving();
    std::vector<Kind> list;
    for (const CaseAction& action : store->actions())
      list.push_back(action.kind);
    return list;
  }
  static void expectSame(Session& a, Session& b) {
    EXPECT_EQ(a.document().snapshot().voxels, b.document().snapshot().voxels);
    EXPECT_EQ(a.document().labels(), b.document().labels());
    EXPECT_EQ(a.prompts(), b.prompts());
    EXPECT_EQ(a.promptSlice(), b.promptSlice());
    EXPECT_EQ(a.undoText(), b.undoText());
    EXPECT_EQ(a.redoText(), b.redoText());
    EXPECT_TRUE(a.inputMapping() == b.inputMapping());
    EXPECT_EQ(a.history().size(), b.history().size());
  }

  Volume volume = test::rampVolume(Size3{40, 30, 11});
  std::shared_ptr<test::FakeCaseStore> store = std::make_shared<test::FakeCaseStore>(
      CaseData{caseSource(volume, "hash"), firstLabels(), {}, {}});
};

TEST_F(SessionCaseTest, OpeningTheOpenCaseAgainKeepsWhatIsInMemory) {
  const CaseData asRead = store->load().value();  // before anything was done
  acceptDiskAt(10, 10);
  session.addPoint(kSlice, at(20, 20), true);
  const auto voxels = session.document().snapshot().voxels;
  const SegmentationDocument* document = &session.document();
  const std::size_t loads = store->loads();
  session.lookBack(0);

  ASSERT_TRUE(session.open(volume, OpenedCase{store, asRead}));

  EXPECT_EQ(&session.document(), document) << "nothing is replayed";
  EXPECT_EQ(store->loads(), loads) << "nothing is read";
  EXPECT_EQ(session.document().snapshot().voxels, voxels);
  EXPECT_EQ(session.prompts().size(), 1U);
  EXPECT_FALSE(session.lookingAt());
  EXPECT_TRUE(session.undo());
  EXPECT_EQ(kinds(), (std::vector{Kind::AddPoint, Kind::Accept, Kind::AddPoint, Kind::Undo}));
}

TEST_F(SessionCaseTest, RecordsEveryAction) {
  session.addPoint(kSlice, at(10, 10), true);
  session.movePoint(0, at(12, 10));
  session.setBox(kSlice, at(5, 5), at(20, 20));
  session.removePrompt(1);
  ASSERT_TRUE(waitFor(State::Ready));
  session.nextCandidate();
  ASSERT_TRUE(session.accept());
  ASSERT_TRUE(session.document().renameLabel(1, "Liver"));
  ASSERT_TRUE(session.document().setLocked(1, true));
  ASSERT_TRUE(session.document().setVisible(1, false));
  session.undo();
  session.redo();
  ASSERT_TRUE(session.useMaskPrompt(kSlice, kSlice));
  session.clearPrompts();
  session.setInputMapping(windowMapping({40, 400}));

  EXPECT_EQ(kinds(),
            (std::vector{Kind::AddPoint, Kind::MovePoint, Kind::DrawBox, Kind::RemovePrompt,
                         Kind::ChooseCandidate, Kind::Accept, Kind::EditLabels, Kind::EditLabels,
                         Kind::ShowLabels, Kind::Undo, Kind::Redo, Kind::GiveMask,
                         Kind::ClearPrompts, Kind::SetMapping}));
  const CaseAction accept = store->actions()[5];
  ASSERT_TRUE(accept.object);
  EXPECT_EQ(accept.object->number, 6);
  EXPECT_EQ(accept.object->slice, kSlice);
  EXPECT_EQ(accept.object->steps.size(), 1U);
  EXPECT_EQ(accept.object->steps.back().chosen, 2U);
  EXPECT_EQ(accept.object->model.weightsHash, "fake");
  EXPECT_EQ(accept.object->mask.count(), session.document().voxelCount(1));
}

TEST_F(SessionCaseTest, GoesOnWhereItEndedWithUndoAndRedo) {
  acceptDiskAt(10, 10);
  const LabelId second = session.document().addLabel("Cyst");
  session.setActiveLabel(second);
  acceptDiskAt(30, 20);
  session.undo();
  session.addPoint(kSlice, at(20, 20), true);
  session.addPoint(kSlice, at(22, 20), false);
  session.undo();

  const auto other = reopened();
  expectSame(session, *other);

  while (session.undo()) {
    ASSERT_TRUE(other->undo());
    expectSame(session, *other);
  }
  EXPECT_FALSE(other->undo());
  while (session.redo()) {
    ASSERT_TRUE(other->redo());
    expectSame(session, *other);
  }
}

TEST_F(SessionCaseTest, SurvivesReopeningAtAnyMoment) {
  std::mt19937 random(7);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const auto isReady = [&] { return !session.prompts().empty() && waitFor(State::Ready); };
  const auto act = [&] {
    const SliceRef slice{static_cast<Axis>(pick(3)), 3 + pick(3)};
    switch (pick(12)) {
      case 0:
        session.document().addLabel();
        break;
      case 1:
        static_cast<void>(session.document().setLocked(static_cast<LabelId>(1 + pick(3)), pick(2)));
        break;
      case 2:
        static_cast<void>(session.document().removeLabel(static_cast<LabelId>(2 + pick(3))));
        break;
      case 3:
      case 4:
        session.undo();
        break;
      case 5:
        session.redo();
        break;
      case 6:
        session.setActiveLabel(static_cast<LabelId>(1 + pick(4)));
        static_cast<void>(session.useMaskPrompt(slice, slice));
        break;
      case 7:
        session.removeLastPrompt();
        break;
      case 8:
        static_cast<void>(session.continueObject(slice));
        break;
      case 9:
        if (isReady()) session.nextCandidate();
        break;
      case 10:
        if (isReady()) static_cast<void>(session.accept());
        break;
      default:
        session.addPoint(slice, at(2 + pick(8), 2 + pick(8)), pick(4) > 0);
    }
  };

  std::vector<std::vector<LabelId>> states{session.document().snapshot().voxels};
  for (int step = 0; step < 300; ++step) {
    const std::size_t actions = session.history().size();
    act();
    ASSERT_LE(session.history().size(), actions + 1);
    states.resize(session.history().size() + 1, session.document().snapshot().voxels);
    if (step % 20 == 0) expectSame(session, *reopened());
  }

  session.finishSaving();
  const CaseData data = store->load().value();
  ASSERT_EQ(data.actions.size() + 1, states.size());
  for (std::size_t n = 0; n < states.size(); ++n)
    EXPECT_EQ(segmentationAt(data, n).value().voxels, states[n]) << "after " << n << " actions";
}

TEST_F(SessionCaseTest, AnAcceptedMaskCanBeClickedFurther) {
  acceptDiskAt(10, 10);
  const std::int64_t disk = session.document().voxelCount(1);
  acceptDiskAt(30, 20);
  const auto other = reopened();

  ASSERT_TRUE(other->continueObject(kSlice, at(10, 11)));
  EXPECT_EQ(other->preview().state, State::Ready);
  EXPECT_EQ(other->preview().current()->mask.count(), disk);
  EXPECT_EQ(other->prompts().size(), 1U);
  other->addPoint(kSlice, at(10, 10), false);
  ASSERT_TRUE(home.runUntil([&] { return other->preview().state == State::Ready; }));
  // The network was fed with what it had said of this very object.
  ASSERT_TRUE(network->asked().back().mask);
  EXPECT_EQ(network->asked().back().mask->values, std::vector<float>{11});
  ASSERT_TRUE(other->accept());

  EXPECT_EQ(other->document().voxelCount(1),
            2 * disk - (disk - other->document().objects().back()->mask.count()));
  EXPECT_EQ(other->document().labelAt({10, 10, 5}), 0);
  other->undo();
  EXPECT_EQ(other->document().voxelCount(1), 2 * disk);
}

TEST_F(SessionCaseTest, AMaskOfAnotherNetworkIsAskedForAnew) {
  acceptDiskAt(10, 10);
  auto another = std::make_shared<test::FakePredictor>("another");
  session.setPredictor(another);

  ASSERT_TRUE(session.continueObject(kSlice));
  EXPECT_NE(session.preview().state, State::Ready);
  ASSERT_TRUE(waitFor(State::Ready));

  EXPECT_EQ(another->asked().size(), 1U);
}

TEST_F(SessionCaseTest, SaysWhereThereIsNoMaskToGoOnWith) {
  acceptDiskAt(10, 10);
  EXPECT_EQ(session.continueObject({Axis::Z, 4}).error().code, ErrorCode::NotFound);
  EXPECT_EQ(session.continueObject(kSlice, at(30, 25)).error().code, ErrorCode::NotFound);
  ASSERT_TRUE(session.document().setLocked(1, true));
  EXPECT_EQ(session.continueObject(kSlice).error().code, ErrorCode::Locked);
  ASSERT_TRUE(session.document().setLocked(1, false));
  session.undo();
  session.undo();
  session.undo();
  EXPECT_EQ(session.continueObject(kSlice).error().code, ErrorCode::NotFound);
}

TEST_F(SessionCaseTest, RefusesToContinueAMaskWhosePromptsAreMissing) {
  acceptDiskAt(10, 10);
  session.finishSaving();
  CaseData damaged = store->load().value();
  CaseObject withoutPrompts = *damaged.actions.back().object;
  withoutPrompts.steps.clear();
  damaged.actions.back().object = std::make_shared<const CaseObject>(withoutPrompts);
  ASSERT_TRUE(session.open(volume, OpenedCase{nullptr, damaged}));

  const auto continued = session.continueObject(kSlice);

  ASSERT_FALSE(continued);
  EXPECT_EQ(continued.error().code, ErrorCode::NotFound);
  EXPECT_TRUE(session.prompts().empty());
}

TEST_F(SessionCaseTest, RefusesAHistoryThatDoesNotFitAndKeepsWhatIsOpen) {
  acceptDiskAt(10, 10);
  session.finishSaving();
  CaseData damaged = store->load().value();
  damaged.actions.back().runs.front().before = 3;
  Session other(network, home, options);
  other.open(volume);
  const auto broken = std::make_shared<test::FakeCaseStore>(damaged);

  const auto opened = other.open(volume, OpenedCase{broken, damaged});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::Mismatch);
  EXPECT_EQ(other.caseStore(), nullptr);

  const auto size = other.open(test::rampVolume(Size3{8, 8, 8}), OpenedCase{store, {}});
  EXPECT_EQ(size.error().code, ErrorCode::Mismatch);
}

TEST_F(SessionCaseTest, ACaseCanBePreparedForAReader) {
  CaseObject object;
  object.label = 2;
  object.slice = kSlice;
  object.steps = {{PointPrompt{at(5, 5), true}, 0U}};
  object.mask = Mask(40, 30);
  object.mask.set(5, 5);
  object.entry = CaseObject::Entry::Replaced;
  CaseDraft draft{"hash"};
  draft.labels = {{1, "Liver", {1, 2, 3}, true, false}, {2, "Cyst", {4, 5, 6}, true, false}};
  draft.voxels.assign(40 * 30 * 11, 0);
  draft.voxels[0] = 1;
  draft.objects = {object};
  draft.bookmarks = {{kSlice, 2, "the model doubts"}};
  const CaseData data = draftCase(volume, draft).value();

  Session other(network, home, options);
  ASSERT_TRUE(other.open(volume, OpenedCase{nullptr, data}));

  EXPECT_EQ(other.document().labelAt({0, 0, 0}), 1);
  EXPECT_TRUE(other.document().labelMask(kSlice, 2).test(5, 5));
  EXPECT_EQ(other.bookmarks(), draft.bookmarks);
  EXPECT_EQ(other.document().labels(), draft.labels);
  EXPECT_EQ(other.activeLabel(), 2);
  EXPECT_TRUE(other.continueObject(kSlice));

  draft.voxels.pop_back();
  EXPECT_EQ(draftCase(volume, draft).error().code, ErrorCode::Mismatch);
}

TEST_F(SessionCaseTest, APreparedCaseGoesBackToItsDraft) {
  CaseDraft draft{"hash"};
  draft.voxels.assign(40 * 30 * 11, 0);
  draft.voxels[0] = 1;
  draft.refined = draft.voxels;
  draft.refined[1] = 1;
  Session other(network, home, options);

  ASSERT_TRUE(other.open(volume, OpenedCase{nullptr, draftCase(volume, draft).value()}));

  EXPECT_EQ(other.document().voxelCount(1), 2);
  EXPECT_TRUE(other.undo());
  EXPECT_EQ(other.document().voxelCount(1), 1);

  draft.refined = draft.voxels;  // nothing was changed: nothing to take back
  EXPECT_EQ(draftCase(volume, draft).value().actions.size(), 1U);
}

}  // namespace
}  // namespace limn::core
