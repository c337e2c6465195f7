// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// A series encoded several slices at a time, as on a GPU, by the real network on the CPU.

#include "limn/core/dispatcher.h"
#include "limn/core/session.h"
#include "limn/engine/sam_predictor.h"
#include "limn/nn/checkpoint.h"
#include "limn/nn/formula.h"
#include "support/builders.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace limn::engine {
namespace {

constexpr core::SliceRef kSlice{Axis::Z, 4};
const std::vector<core::Prompt> kClick{core::PointPrompt{{20, 15}, true}};

class SessionBatchesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto config = nn::SamConfig::tinyForTests(true);
    nn::StateDict state = nn::formulaStateDict(config);
    state.metadata = nn::configMetadata(config);
    nn::writeSafetensors(file, state);
  }
  [[nodiscard]] std::shared_ptr<core::MaskPredictor> network(std::int64_t slicesAtOnce) const {
    return makeSamPredictor({.checkpoint = file, .device = "cpu", .slicesAtOnce = slicesAtOnce})
        .value();
  }
  [[nodiscard]] std::vector<core::SlicePicture> pictures() const {
    std::vector<core::SlicePicture> all;
    for (const Axis axis : {Axis::X, Axis::Z}) {
      const SliceLayout layout = sliceLayout(volume.grid, axis);
      for (std::int64_t slice = 0; slice < 5; ++slice)
        all.push_back(core::renderModelInput(volume, layout, slice * 2, mapping));
    }
    return all;
  }
  static void expectNear(const core::Prediction& a, const core::Prediction& b) {
    for (std::size_t i = 0; i < 3; ++i) {
      const auto& one = a.candidates[i].logits->values;
      const auto& other = b.candidates[i].logits->values;
      double largest = 0;
      for (std::size_t j = 0; j < one.size(); ++j)
        largest = std::max<double>(largest, std::abs(one[j] - other[j]));
      EXPECT_LT(largest, 1e-2) << i;
      EXPECT_NEAR(a.candidates[i].predictedIou, b.candidates[i].predictedIou, 1e-3);
    }
  }

  test::TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "tiny.safetensors";
  Volume volume = test::rampVolume(Size3{40, 30, 11});
  core::InputMapping mapping = core::volumeRangeMapping(volume);
};

TEST_F(SessionBatchesTest, SlicesTogetherAreEncodedAsEachAlone) {
  const auto together = network(4), alone = network(1);
  EXPECT_EQ(together->info().slicesAtOnce, 4);

  const auto batch = together->encodeBatch(pictures(), {});

  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->size(), 10U);
  for (std::size_t i = 0; i < batch->size(); ++i) {
    const auto one = alone->encode(pictures()[i], {});
    ASSERT_TRUE(one);
    EXPECT_EQ((*batch)[i]->bytes(), (*one)->bytes());
    expectNear(*core::predictInOrder(*together, *(*batch)[i], kClick),
               *core::predictInOrder(*alone, **one, kClick));
  }
}

TEST_F(SessionBatchesTest, ASessionAnswersTheSameHoweverItsSlicesWereEncoded) {
  const auto answer = [&](std::int64_t slicesAtOnce) {
    core::QueueDispatcher home;
    core::Session session(network(slicesAtOnce), home, {1 << 24, 2, 0, {.wholeSeries = true}});
    session.open(volume);
    session.focus(kSlice);
    EXPECT_TRUE(home.runUntil([&] { return session.cacheStatus().ready == 11; }));
    session.addPoint({Axis::Z, 9}, {20, 15}, true);
    EXPECT_TRUE(
        home.runUntil([&] { return session.preview().state == core::Preview::State::Ready; }));
    return core::Prediction{session.preview().candidates, session.preview().chosen};
  };
  expectNear(answer(4), answer(1));
}

}  // namespace
}  // namespace limn::engine
