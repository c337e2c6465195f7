// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/caching_predictor.h"

#include "session_fixture.h"
#include "support/batch_predictor.h"

#include <gtest/gtest.h>

#include <map>
#include <mutex>

namespace limn::core {
namespace {

class FakeStore final : public EmbeddingStore {
 public:
  bool find(const EmbeddingName& name, const Use& use) override {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(name.content);
    if (found == kept_.end()) return false;
    use(found->second);
    return true;
  }
  void keep(const EmbeddingName& name, std::vector<std::byte> bytes) override {
    const std::lock_guard lock(mutex_);
    series = name.series;
    kept_[name.content] = std::move(bytes);
  }
  void damage() {
    const std::lock_guard lock(mutex_);
    for (auto& [content, bytes] : kept_)
      bytes.resize(1);
  }

  std::string series;

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<std::byte>> kept_;
};

class CachingPredictorTest : public testing::Test {
 protected:
  static SlicePicture picture(std::uint8_t value) {
    return {2, 1, std::vector<std::uint8_t>(6, value), "aa"};
  }

  std::shared_ptr<FakeStore> store = std::make_shared<FakeStore>();
  std::shared_ptr<test::FakePredictor> network = std::make_shared<test::FakePredictor>();
  CachingPredictor predictor{network, store};
};

TEST_F(CachingPredictorTest, EncodesNothingTwice) {
  ASSERT_TRUE(predictor.encode(picture(1), {}));
  ASSERT_TRUE(predictor.encode(picture(2), {}));
  const auto again = predictor.encode(picture(1), {});

  ASSERT_TRUE(again);
  EXPECT_EQ(network->encodes, 2);
  EXPECT_EQ(predictor.counts().encoded, 2U);
  EXPECT_EQ(predictor.counts().found, 1U);
  EXPECT_EQ(store->series, "aa");
  EXPECT_TRUE(predictor.predict(**again, {{{{1, 0}, true}}, {}, {}}));
}

TEST_F(CachingPredictorTest, EncodesOfABatchWhatIsMissing) {
  ASSERT_TRUE(predictor.encode(picture(2), {}));

  const auto batch = predictor.encodeBatch({picture(1), picture(2), picture(3)}, {});

  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->size(), 3U);
  for (const EmbeddingPtr& one : *batch)
    EXPECT_NE(one, nullptr);
  EXPECT_EQ(network->encodes, 3);
  EXPECT_EQ(predictor.counts().encoded, 3U);
  EXPECT_EQ(predictor.counts().found, 1U);
  ASSERT_TRUE(predictor.encodeBatch({picture(3), picture(1)}, {}));
  EXPECT_EQ(network->encodes, 3);
}

TEST_F(CachingPredictorTest, PassesABatchOfPromptsOnAsAWhole) {
  const auto embedding = predictor.encode(picture(1), {});

  const auto answers =
      predictor.predictBatch(**embedding, {{{{{0, 0}, true}}, {}, {}}, {{{{1, 0}, true}}, {}, {}}});

  ASSERT_TRUE(answers);
  EXPECT_EQ(answers->size(), 2U);
}

TEST_F(CachingPredictorTest, WhatTheNetworkCannotUnpackIsEncodedAnew) {
  ASSERT_TRUE(predictor.encode(picture(1), {}));
  store->damage();

  ASSERT_TRUE(predictor.encode(picture(1), {}));
  ASSERT_TRUE(predictor.encode(picture(1), {}));

  EXPECT_EQ(network->encodes, 2);
  EXPECT_EQ(predictor.counts().found, 1U);
}

TEST_F(CachingPredictorTest, AFailureIsPassedOnAndNotKept) {
  network->failOnce = ErrorCode::OutOfMemory;
  EXPECT_FALSE(predictor.encode(picture(1), {}));
  EXPECT_TRUE(predictor.encode(picture(1), {}));
  EXPECT_EQ(predictor.counts().found, 0U);
}

TEST_F(CachingPredictorTest, ANameDependsOnAllThatAnEmbeddingDependsOn) {
  const ModelInfo model{"a", "sam", "hash", "cuda:0", true, 256, 1, "cuda fp16"};
  const std::string content = embeddingName(picture(1), model).content;
  EXPECT_EQ(content.size(), 32U);
  EXPECT_NE(embeddingName(picture(2), model).content, content);
  const auto changed = [&](auto change) {
    ModelInfo other = model;
    change(other);
    return embeddingName(picture(1), other).content;
  };
  EXPECT_NE(changed([](ModelInfo& m) { m.weightsHash = "other"; }), content);
  EXPECT_NE(changed([](ModelInfo& m) { m.family = "medsam"; }), content);
  EXPECT_NE(changed([](ModelInfo& m) { m.adapters = false; }), content);
  EXPECT_NE(changed([](ModelInfo& m) { m.inputSide = 512; }), content);
  EXPECT_NE(changed([](ModelInfo& m) { m.arithmetic = "cpu"; }), content);
  EXPECT_EQ(changed([](ModelInfo& m) { m.device = "cuda:1"; }), content);
  EXPECT_EQ(changed([](ModelInfo& m) { m.name = "b"; }), content);
}

TEST_F(CachingPredictorTest, AReopenedStudyNeedsNoEncoding) {
  const auto read = [&] {
    QueueDispatcher home;
    Session session(std::make_shared<CachingPredictor>(network, store), home,
                    {1 << 20, 2, 0, {.allPlanes = true, .wholeSeries = true}});
    session.open(test::rampVolume(Size3{8, 7, 11}));
    session.focus({Axis::Z, 5});
    return home.runUntil([&] { return session.cacheStatus().ready == 8U + 7 + 11; });
  };
  ASSERT_TRUE(read());
  const int encodes = network->encodes;
  ASSERT_TRUE(read());

  EXPECT_EQ(network->encodes, encodes);
}

TEST_F(CachingPredictorTest, OfASeriesInBatchesOnlyWhatIsMissingIsEncoded) {
  const auto card = std::make_shared<test::BatchPredictor>(8);
  card->msPerCall = card->msPerSlice = 0;
  const auto read = [&](EncodeScope scope) {
    QueueDispatcher home;
    Session session(std::make_shared<CachingPredictor>(card, store), home, {1 << 20, 2, 0, scope});
    session.open(test::rampVolume(Size3{8, 7, 30}));
    session.focus({Axis::Z, 15});
    return home.runUntil([&] {
      const CacheStatus status = session.cacheStatus();
      return status.wanted > 0 && status.ready == status.wanted;
    });
  };
  ASSERT_TRUE(read({}));
  EXPECT_EQ(card->answers.encodes, 5);
  ASSERT_TRUE(read({.wholeSeries = true}));
  EXPECT_EQ(card->answers.encodes, 30);
  const auto calls = card->calls();
  ASSERT_TRUE(read({.wholeSeries = true}));
  EXPECT_EQ(card->calls(), calls);
}

TEST(SeriesKey, BringsTogetherWhatHasTheSameVoxels) {
  const Volume volume = test::rampVolume(Size3{8, 7, 11});
  EXPECT_EQ(seriesKey(volume), seriesKey(test::rampVolume(Size3{8, 7, 11})));
  EXPECT_NE(seriesKey(volume), seriesKey(test::rampVolume(Size3{8, 11, 7})));
  EXPECT_EQ(seriesKey(volume).size(), 32U);
  const auto picture = renderModelInput(volume, sliceLayout(volume.grid, Axis::Z), 3, {});
  EXPECT_EQ(picture.series, seriesKey(volume));
}

}  // namespace
}  // namespace limn::core
