// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/dispatcher.h"
#include "limn/core/session.h"
#include "predict/embedding_prefetch.h"
#include "support/batch_predictor.h"
#include "support/builders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace limn::core {
namespace {

using Calls = std::vector<std::size_t>;

/// A series of 100 slices, all wanted, on a network that takes several at once: 2 ms for a call and
/// half of one for a slice.
class EmbeddingBatchesTest : public testing::Test {
 protected:
  void start(std::int64_t slicesAtOnce = 64, std::size_t budget = 1 << 20) {
    network = std::make_shared<test::BatchPredictor>(slicesAtOnce);
    prefetch = std::make_unique<EmbeddingPrefetch>(
        queue, SessionOptions{budget, 2, budget, {.wholeSeries = true}},
        [this](const std::vector<SliceRef>& slices, std::optional<Error> error) {
          auto& list = error ? failed : done;
          list.insert(list.end(), slices.begin(), slices.end());
        },
        [network = network] { return network->now(); });
    prefetch->setSource(EmbeddingPrefetch::Source{volume, mapping, network}, false);
  }
  bool untilComplete() {
    return home.runUntil([&] {
      const CacheStatus status = prefetch->status();
      return status.wanted > 0 && status.ready + failed.size() == status.wanted;
    });
  }
  /// Holds up the fourth call: of eight slices, after 1, 2 and 4. Those around z 50 that are home
  /// then: 47 to 53.
  void holdCallOfEight() {
    network->holdFrom(4);
    prefetch->setFocus({Axis::Z, 50});
    ASSERT_TRUE(home.runUntil([&] { return done.size() == 7; }));
    network->waitForCalls(4);
    ASSERT_EQ(network->calls(), (Calls{1, 2, 4, 8}));
  }
  /// Ten seconds pass in it, so that it seems slow.
  void restDuringTheSecondCall() {
    network->holdFrom(2);
    prefetch->setFocus({Axis::Z, 50});
    ASSERT_TRUE(home.runUntil([&] { return done.size() == 1; }));
    network->waitForCalls(2);
    network->pass(10000);
  }
  [[nodiscard]] std::size_t slicesEncoded() const {
    return static_cast<std::size_t>(network->answers.encodes);
  }
  [[nodiscard]] SlicePicture picture(SliceRef slice) const {
    return renderModelInput(volume, sliceLayout(volume.grid, slice.axis), slice.slice, mapping);
  }

  Volume volume = test::rampVolume(Size3{8, 7, 100});
  InputMapping mapping = volumeRangeMapping(volume);
  QueueDispatcher home;
  std::shared_ptr<test::BatchPredictor> network;
  JobQueue queue{home};
  std::vector<SliceRef> done, failed;
  std::unique_ptr<EmbeddingPrefetch> prefetch;
};

TEST_F(EmbeddingBatchesTest, GrowAsLongAsAClickMayWait) {
  start();
  prefetch->setFocus({Axis::Z, 50});

  ASSERT_TRUE(untilComplete());

  Calls expected{1, 2, 4};
  expected.insert(expected.end(), 11, 8);  // of 6 ms
  expected.push_back(5);                   // what is left
  EXPECT_EQ(network->calls(), expected);
}

TEST_F(EmbeddingBatchesTest, ComeHomeOutwardsInTheDirectionOfTravel) {
  start();
  network->holdFrom(1);
  prefetch->setFocus({Axis::Z, 51});
  network->waitForCalls(1);
  prefetch->setFocus({Axis::Z, 50});
  network->release();

  ASSERT_TRUE(untilComplete());

  std::vector<SliceRef> expected = slicesAround({Axis::Z, 50}, 100, 100, -1);
  std::erase(expected, SliceRef{Axis::Z, 51});
  expected.insert(expected.begin(), {Axis::Z, 51});  // had begun, and was not stopped
  EXPECT_EQ(done, expected);
}

TEST_F(EmbeddingBatchesTest, AreLargerWhenTheReaderRests) {
  start();
  restDuringTheSecondCall();
  network->release();

  ASSERT_TRUE(untilComplete());

  Calls first = network->calls();
  first.resize(6);
  EXPECT_EQ(first, (Calls{1, 2, 1, 8, 16, 32}));  // the last of 18 ms
}

TEST_F(EmbeddingBatchesTest, AreSmallAgainWhenTheReaderComesBack) {
  start();
  restDuringTheSecondCall();
  network->holdFrom(6);
  ASSERT_TRUE(home.runUntil([&] { return done.size() == 1 + 2 + 1 + 8 + 16; }));
  network->waitForCalls(6);

  prefetch->readerActed();
  network->release();
  ASSERT_TRUE(untilComplete());

  EXPECT_EQ(network->calls().at(5), 32U);
  EXPECT_EQ(network->calls().at(6), 8U);
}

TEST_F(EmbeddingBatchesTest, ANetworkForOneSliceAtATimeGetsOne) {
  start(1);
  network->msPerCall = network->msPerSlice = 0.001;
  prefetch->setFocus({Axis::Z, 50});

  ASSERT_TRUE(untilComplete());

  EXPECT_EQ(network->calls(), Calls(100, 1));
}

TEST_F(EmbeddingBatchesTest, ASliceThatSomebodyWaitsForComesAloneAfterTheCallThatRuns) {
  start();
  holdCallOfEight();

  prefetch->setUrgent(SliceRef{Axis::X, 3});
  network->release();
  ASSERT_TRUE(untilComplete());

  EXPECT_EQ(network->calls().at(4), 1U);
  EXPECT_EQ(done.at(7 + 8), (SliceRef{Axis::X, 3}));
  EXPECT_EQ(slicesEncoded(), 101U);  // the call that ran was not in vain
}

TEST_F(EmbeddingBatchesTest, SoDoesTheVisibleSliceWhenTheReaderMovesFarAway) {
  start();
  holdCallOfEight();

  prefetch->setFocus({Axis::Z, 90});
  network->release();
  ASSERT_TRUE(untilComplete());

  EXPECT_EQ(network->calls().at(4), 1U);
  EXPECT_EQ(done.at(7 + 8), (SliceRef{Axis::Z, 90}));
  EXPECT_EQ(done.at(7 + 9), (SliceRef{Axis::Z, 91}));
  EXPECT_EQ(slicesEncoded(), 100U);
}

TEST_F(EmbeddingBatchesTest, ASliceInTheCallThatRunsIsNotAskedForAgain) {
  start();
  holdCallOfEight();

  prefetch->setFocus({Axis::Z, 53});  // there
  prefetch->setFocus({Axis::Z, 54});  // among the eight
  prefetch->setUrgent(SliceRef{Axis::Z, 55});
  network->release();
  ASSERT_TRUE(untilComplete());

  EXPECT_EQ(slicesEncoded(), 100U);
}

TEST_F(EmbeddingBatchesTest, OneSliceThatFailsDoesNotTakeTheOthersWithIt) {
  start();
  network->poison = picture({Axis::Z, 60});
  prefetch->setFocus({Axis::Z, 50});

  ASSERT_TRUE(untilComplete());

  EXPECT_EQ(failed, (std::vector<SliceRef>{{Axis::Z, 60}}));
  EXPECT_EQ(done.size(), 99U);
  const Calls calls = network->calls();
  EXPECT_EQ(std::ranges::count(calls, 1U), 1 + 8);  // the first, and those of the call that failed
}

TEST_F(EmbeddingBatchesTest, WithoutMemoryForSeveralTheyComeOneByOne) {
  start(4);
  network->batchError = ErrorCode::OutOfMemory;
  prefetch->setFocus({Axis::Z, 50});

  ASSERT_TRUE(untilComplete());

  EXPECT_TRUE(failed.empty());
  EXPECT_EQ(done.size(), 100U);
}

TEST_F(EmbeddingBatchesTest, WhatIsVisibleIsNotPushedOutByACall) {
  start(64, 1100);  // eleven slices
  for (const std::int64_t slice : {20, 80, 50}) {
    prefetch->setFocus({Axis::Z, slice});
    ASSERT_TRUE(untilComplete());
    EXPECT_EQ(prefetch->status().wanted, 11U);
    EXPECT_TRUE(prefetch->contains({Axis::Z, slice}));
    EXPECT_LE(prefetch->status().bytes, 1100U);
  }
}

TEST_F(EmbeddingBatchesTest, AnotherStudyDropsTheCallThatRuns) {
  start();
  holdCallOfEight();

  prefetch->setSource(std::nullopt, false);
  network->release();
  queue.post("last", Priority::Prefetch,
             [this](const JobContext&) -> Completion { return [this] { failed.push_back({}); }; });
  ASSERT_TRUE(home.runUntil([&] { return !failed.empty(); }));

  EXPECT_EQ(done.size(), 7U);
  EXPECT_EQ(network->calls().size(), 4U);
  EXPECT_EQ(prefetch->status().bytes, 0U);
}

TEST_F(EmbeddingBatchesTest, TheEndOfASessionWaitsForNoMoreThanTheCallThatRuns) {
  start();
  holdCallOfEight();

  prefetch.reset();
  network->release();
  queue.post("last", Priority::Prefetch,
             [this](const JobContext&) -> Completion { return [this] { failed.push_back({}); }; });
  ASSERT_TRUE(home.runUntil([&] { return !failed.empty(); }));

  EXPECT_EQ(network->calls().size(), 4U);
}

TEST(SessionBatches, AClickOnAnEncodedSliceIsAnsweredBetweenTwoCalls) {
  QueueDispatcher home;
  const auto network = std::make_shared<test::BatchPredictor>(64);
  network->msPerCall = network->msPerSlice = 0;
  Session session{network, home, {1 << 20, 2, 0, {.wholeSeries = true}}};
  session.open(test::rampVolume(Size3{40, 30, 100}));
  network->holdFrom(2);
  session.focus({Axis::Z, 50});
  ASSERT_TRUE(home.runUntil([&] { return session.isEncoded({Axis::Z, 50}); }));
  network->waitForCalls(2);

  session.addPoint({Axis::Z, 50}, {20, 15}, true);
  network->release();
  ASSERT_TRUE(home.runUntil([&] { return session.preview().state == Preview::State::Ready; }));
  ASSERT_TRUE(home.runUntil([&] { return session.cacheStatus().ready == 100; }));

  EXPECT_EQ(network->callsBeforePredict(), 2U);
  EXPECT_GT(network->calls().size(), 2U);
}

}  // namespace
}  // namespace limn::core
