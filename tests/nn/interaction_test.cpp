// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/interaction.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

namespace limn::nn {
namespace {

/// A 40 x 20 block and, far from it, a speck.
at::Tensor blockAndSpeck() {
  at::Tensor mask = at::zeros({1, 64, 64}, at::kByte);
  mask.slice(1, 10, 30).slice(2, 5, 45).fill_(1);
  mask.slice(1, 60, 62).slice(2, 60, 62).fill_(1);
  return mask;
}

std::vector<Random> readers(std::int64_t count, std::uint64_t seed = 7) {
  std::vector<Random> made;
  for (std::int64_t i = 0; i < count; ++i) {
    made.emplace_back(mixSeed(seed, static_cast<std::uint64_t>(i)));
  }
  return made;
}

std::int64_t pixelAt(const at::Tensor& plane, const at::Tensor& point) {
  return plane[point[1].item<std::int64_t>()][point[0].item<std::int64_t>()].item<std::int64_t>();
}

TEST(TightBoxes, HoldTheLargestComponent) {
  const at::Tensor box = tightBoxes(blockAndSpeck())[0];

  EXPECT_EQ(box[0].item<float>(), 5);
  EXPECT_EQ(box[1].item<float>(), 10);
  EXPECT_EQ(box[2].item<float>(), 45);
  EXPECT_EQ(box[3].item<float>(), 30);
}

TEST(ShiftedBoxes, MoveTheWholeBoxByAtMostFivePixels) {
  const at::Tensor tight = tightBoxes(blockAndSpeck());
  bool moved = false;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::vector<Random> hand = readers(1, seed);
    const at::Tensor shift = (shiftedBoxes(tight, hand) - tight)[0];

    EXPECT_EQ(shift[0].item<float>(), shift[2].item<float>());
    EXPECT_EQ(shift[1].item<float>(), shift[3].item<float>());
    EXPECT_LE(shift.abs().max().item<float>(), 5);
    moved = moved || shift.abs().max().item<float>() == 5;
  }
  EXPECT_TRUE(moved);
}

TEST(JitteredBoxes, StayBoxesInsideTheInput) {
  at::Tensor mask = at::zeros({1, 64, 64}, at::kByte);
  mask.slice(1, 0, 64).slice(2, 0, 64).fill_(1);
  const at::Tensor tight = tightBoxes(mask);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::vector<Random> hand = readers(1, seed);
    const at::Tensor box = jitteredBoxes(tight, 64, hand)[0];

    EXPECT_GE(box.min().item<float>(), 0);
    EXPECT_LE(box.max().item<float>(), 64);
    EXPECT_LT(box[0].item<float>(), box[2].item<float>());
    EXPECT_LT(box[1].item<float>(), box[3].item<float>());
  }
}

TEST(ClicksInside, LieInTheMask) {
  const at::Tensor masks = blockAndSpeck();
  std::vector<Random> hand = readers(1);

  const Clicks clicks = clicksInside(masks, 200, hand);

  for (std::int64_t i = 0; i < 200; ++i)
    EXPECT_EQ(pixelAt(masks[0], clicks.coords[0][i]), 1);
  EXPECT_EQ(clicks.labels.min().item<std::int64_t>(), 1);
}

TEST(ClicksOnErrors, LieWhereThePredictionIsWrongAndTellTheTruth) {
  const at::Tensor masks = blockAndSpeck();
  at::Tensor predicted = masks.to(at::kBool).clone();
  predicted.slice(1, 10, 12).fill_(true);   // rows beside the block: too much
  predicted.slice(1, 28, 30).fill_(false);  // two rows of the block: too little
  std::vector<Random> hand = readers(1);

  const Clicks clicks = clicksOnErrors(predicted, masks, 100, hand);

  for (std::int64_t i = 0; i < 100; ++i) {
    const auto truth = pixelAt(masks[0], clicks.coords[0][i]);
    EXPECT_NE(pixelAt(predicted[0], clicks.coords[0][i]), truth);
    EXPECT_EQ(clicks.labels[0][i].item<std::int64_t>(), truth);
  }
}

TEST(ClicksOnErrors, AreIgnoredPointsWhereNothingIsWrong) {
  const at::Tensor masks = blockAndSpeck();
  std::vector<Random> hand = readers(1);

  const Clicks clicks = clicksOnErrors(masks.to(at::kBool), masks, 3, hand);

  EXPECT_EQ(clicks.labels.max().item<std::int64_t>(), -1);
}

TEST(Readers, DoNotDependOnTheirCompany) {
  const at::Tensor two = blockAndSpeck().expand({2, -1, -1});
  std::vector<Random> both = readers(2), second{readers(2)[1]};

  const at::Tensor together = clicksInside(two, 5, both).coords[1];
  const at::Tensor alone = clicksInside(blockAndSpeck(), 5, second).coords[0];

  EXPECT_TRUE(together.equal(alone));
}

}  // namespace
}  // namespace limn::nn
