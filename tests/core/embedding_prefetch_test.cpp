// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "predict/embedding_prefetch.h"

#include "session_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace limn::core {
namespace {

class EmbeddingPrefetchTest : public testing::Test {
 protected:
  void start(std::size_t budget, EncodeScope scope = {}) {
    prefetch = std::make_unique<EmbeddingPrefetch>(
        queue, SessionOptions{budget, 2, budget, scope},
        [this](const std::vector<SliceRef>& slices, std::optional<Error> error) {
          (error ? failed : done).push_back(slices.front());
        });
    const Volume volume = test::rampVolume(Size3{8, 7, 11});
    prefetch->setSource(EmbeddingPrefetch::Source{volume, volumeRangeMapping(volume), network},
                        false);
  }
  bool untilComplete() {
    return home.runUntil([&] {
      const CacheStatus status = prefetch->status();
      return status.wanted > 0 && status.ready == status.wanted;
    });
  }

  QueueDispatcher home;
  std::shared_ptr<test::FakePredictor> network = std::make_shared<test::FakePredictor>();
  JobQueue queue{home};
  std::vector<SliceRef> done, failed;
  std::unique_ptr<EmbeddingPrefetch> prefetch;
};

TEST_F(EmbeddingPrefetchTest, EncodesTheFocusThenOutwardsInTheDirectionOfTravel) {
  start(10000);
  network->hold();
  prefetch->setFocus({Axis::Z, 6});
  prefetch->setFocus({Axis::Z, 5});  // scrolling down
  prefetch->setFocus({Axis::Z, 5});  // staying does not turn round
  network->release();

  ASSERT_TRUE(untilComplete());

  std::erase(done, SliceRef{Axis::Z, 6});  // may have ended before it was cancelled
  EXPECT_EQ(done, (std::vector<SliceRef>{{Axis::Z, 5}, {Axis::Z, 4}, {Axis::Z, 3}, {Axis::Z, 7}}));
}

TEST_F(EmbeddingPrefetchTest, GoingBackAndForthDoesNotStopTheNewestEncode) {
  start(10000);
  network->hold();
  prefetch->setFocus({Axis::Z, 5});
  network->waitForEncodes(1);
  prefetch->setFocus({Axis::Z, 6});
  network->waitForEncodes(2);
  prefetch->setFocus({Axis::Z, 5});
  network->waitForEncodes(3);

  home.drain();  // the first two end, cancelled
  network->release();
  ASSERT_TRUE(untilComplete());

  EXPECT_EQ(network->encodes, 3 + 4);  // the third was let alone, and its four neighbours
}

TEST_F(EmbeddingPrefetchTest, WantsNoMoreThanTheBudgetHoldsAndThenRests) {
  start(300);
  prefetch->setFocus({Axis::Z, 5});
  ASSERT_TRUE(untilComplete());
  EXPECT_EQ(prefetch->status().wanted, 3U);

  prefetch->setUrgent(SliceRef{Axis::X, 2});
  ASSERT_TRUE(untilComplete());

  EXPECT_EQ(prefetch->status().wanted, 3U);
  EXPECT_TRUE(prefetch->contains({Axis::X, 2}));
  EXPECT_TRUE(prefetch->contains({Axis::Z, 5}));
  EXPECT_EQ(prefetch->status().bytes, 300U);
  EXPECT_EQ(network->encodes, 4);
}

TEST_F(EmbeddingPrefetchTest, WhatIsWantedIsNotEvicted) {
  start(300);
  for (const std::int64_t slice : {2, 8, 5}) {
    prefetch->setFocus({Axis::Z, slice});
    ASSERT_TRUE(untilComplete());
  }
  EXPECT_TRUE(prefetch->contains({Axis::Z, 5}));
  EXPECT_FALSE(prefetch->contains({Axis::Z, 2}));
  EXPECT_EQ(prefetch->status().bytes, 300U);
}

TEST_F(EmbeddingPrefetchTest, AFailedSliceIsLeftAloneUntilSomebodyAsksAgain) {
  start(10000);
  network->encodeError = ErrorCode::OutOfMemory;
  prefetch->setUrgent(SliceRef{Axis::Z, 5});
  ASSERT_TRUE(home.runUntil([&] { return failed.size() == 1; }));
  EXPECT_EQ(network->encodes, 1);

  network->encodeError.reset();
  prefetch->setUrgent(SliceRef{Axis::Z, 5});

  EXPECT_TRUE(home.runUntil([&] { return done.size() == 1; }));
}

TEST_F(EmbeddingPrefetchTest, AllPlanesAreEncodedAfterTheVisibleOne) {
  start(10000, {.allPlanes = true});
  prefetch->setFocus({Axis::Y, 1});
  prefetch->setFocus({Axis::Z, 5});
  ASSERT_TRUE(untilComplete());

  EXPECT_EQ(prefetch->status().wanted, 5U + 5 + 4);  // around x 4, which is the middle, and y 1
  for (const SliceRef slice : {SliceRef{Axis::X, 2}, {Axis::X, 6}, {Axis::Y, 0}, {Axis::Y, 3}}) {
    EXPECT_TRUE(prefetch->contains(slice)) << static_cast<int>(slice.axis) << ' ' << slice.slice;
  }
  EXPECT_FALSE(prefetch->contains({Axis::Y, 4}));
  const auto at = [&](SliceRef slice) { return std::ranges::find(done, slice); };
  EXPECT_LT(at({Axis::Z, 3}), at({Axis::X, 4}));
}

TEST_F(EmbeddingPrefetchTest, TheWholeSeriesIsEncodedOutwardsOnRequest) {
  start(10000);
  prefetch->setFocus({Axis::Z, 2});
  ASSERT_TRUE(untilComplete());
  EXPECT_EQ(prefetch->status().wanted, 5U);

  prefetch->setScope({.wholeSeries = true});
  ASSERT_TRUE(untilComplete());
  EXPECT_EQ(prefetch->status().wanted, 11U);
  EXPECT_EQ(done.back(), (SliceRef{Axis::Z, 10}));

  prefetch->setScope({.allPlanes = true, .wholeSeries = true});
  ASSERT_TRUE(untilComplete());
  EXPECT_EQ(prefetch->status().wanted, 11U + 8 + 7);
}

TEST_F(EmbeddingPrefetchTest, AFullDeviceKeepsFewerSlicesAndTheNextTryWorks) {
  network->embeddingsOnDevice = true;
  start(10000);
  prefetch->setFocus({Axis::Z, 5});
  ASSERT_TRUE(untilComplete());
  ASSERT_EQ(prefetch->status().bytes, 500U);

  network->failOnce = ErrorCode::OutOfMemory;
  prefetch->setUrgent(SliceRef{Axis::X, 1});
  ASSERT_TRUE(untilComplete());

  EXPECT_TRUE(failed.empty());
  EXPECT_TRUE(prefetch->contains({Axis::X, 1}));
  EXPECT_EQ(prefetch->status().bytes, 200U);
}

TEST_F(EmbeddingPrefetchTest, SlicesOutsideTheVolumeAreNotWanted) {
  start(10000);
  prefetch->setFocus({Axis::Z, 11});
  prefetch->setUrgent(SliceRef{Axis::X, -1});
  EXPECT_EQ(prefetch->status().wanted, 0U);
}

TEST_F(EmbeddingPrefetchTest, AnEmbeddingBelongsToOneModelOnOneDevice) {
  ModelInfo model{"a", "sam", "hash", "cpu", true, 256, 1}, other = model;
  other.device = "cuda:0";
  EXPECT_NE(embeddingKey(kSlice, {}, model), embeddingKey(kSlice, {}, other));
  other = model;
  other.adapters = false;
  EXPECT_NE(embeddingKey(kSlice, {}, model), embeddingKey(kSlice, {}, other));
  other = model;
  other.name = "the same file elsewhere";
  EXPECT_EQ(embeddingKey(kSlice, {}, model), embeddingKey(kSlice, {}, other));
}

}  // namespace
}  // namespace limn::core
