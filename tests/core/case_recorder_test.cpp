// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "session/case_recorder.h"

#include "limn/core/dispatcher.h"
#include "support/fake_case_store.h"

#include <gtest/gtest.h>

#include <thread>

namespace limn::core {
namespace {

CaseAction numbered(std::int64_t number) {
  CaseAction action;
  action.number = number;
  return action;
}

class CaseRecorderTest : public testing::Test {
 protected:
  std::vector<std::int64_t> stored() const {
    std::vector<std::int64_t> numbers;
    for (const CaseAction& action : store->actions())
      numbers.push_back(action.number);
    return numbers;
  }
  std::unique_ptr<CaseRecorder> makeRecorder() {
    return std::make_unique<CaseRecorder>(store, home, [this] { ++changes; });
  }

  QueueDispatcher home;
  std::shared_ptr<test::FakeCaseStore> store = std::make_shared<test::FakeCaseStore>(CaseData{});
  int changes = 0;
};

using Numbers = std::vector<std::int64_t>;

TEST_F(CaseRecorderTest, WritesActionsInOrder) {
  const auto recorder = makeRecorder();

  for (int i = 1; i <= 20; ++i)
    recorder->record(numbered(i));
  recorder->finish();

  ASSERT_EQ(stored().size(), 20U);
  EXPECT_EQ(stored().front(), 1);
  EXPECT_EQ(stored().back(), 20);
  EXPECT_EQ(recorder->state().state, Saving::State::Saved);
}

TEST_F(CaseRecorderTest, RecordingNeverWaitsForTheDisk) {
  const auto recorder = makeRecorder();
  store->hold(true);
  recorder->record(numbered(1));
  store->waitForAttempts(1);

  for (int i = 2; i <= 100; ++i)
    recorder->record(numbered(i));  // would not return if it waited

  EXPECT_EQ(stored(), Numbers{});
  EXPECT_EQ(recorder->state().state, Saving::State::Writing);
  EXPECT_EQ(recorder->state().waiting, 100U);
  store->hold(false);
  recorder->finish();
  ASSERT_EQ(stored().size(), 100U);
  EXPECT_EQ(stored().back(), 100);
  EXPECT_EQ(recorder->state().waiting, 0U);
}

TEST_F(CaseRecorderTest, KeepsWhatCannotBeWrittenAndWritesItLater) {
  const auto recorder = makeRecorder();
  store->setFails(true);
  recorder->record(numbered(1));
  recorder->finish();
  recorder->record(numbered(2));
  recorder->finish();
  EXPECT_EQ(recorder->state().state, Saving::State::Failed);
  EXPECT_EQ(recorder->state().error->detail, "the fake disk is full");
  EXPECT_EQ(stored(), Numbers{});

  store->setFails(false);
  recorder->finish();

  EXPECT_EQ(stored(), (Numbers{1, 2}));
  EXPECT_EQ(recorder->state().state, Saving::State::Saved);
}

TEST_F(CaseRecorderTest, WritesWhatWaitsBeforeItEnds) {
  auto recorder = makeRecorder();
  store->hold(true);
  recorder->record(numbered(1));
  std::jthread opener([this] {
    store->waitForAttempts(1);
    store->hold(false);
  });

  recorder.reset();

  EXPECT_EQ(stored(), Numbers{1});
}

TEST_F(CaseRecorderTest, WritesNothingIntoACaseThatMayOnlyBeRead) {
  store->readOnlyBecause = Error{ErrorCode::Locked, "somebody has it", {}};
  const auto recorder = makeRecorder();

  recorder->record(numbered(1));
  recorder->finish();

  EXPECT_EQ(stored(), Numbers{});
  EXPECT_EQ(recorder->state().state, Saving::State::ReadOnly);
  EXPECT_EQ(recorder->state().error->detail, "somebody has it");
}

TEST_F(CaseRecorderTest, TellsHomeThatTheStateChanged) {
  const auto recorder = makeRecorder();

  recorder->record(numbered(1));

  EXPECT_TRUE(home.runUntil([this] { return changes > 0; }));
}

}  // namespace
}  // namespace limn::core
