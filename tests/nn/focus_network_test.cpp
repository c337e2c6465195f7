// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint_support.h"
#include "focus/focus_input.h"
#include "focus_support.h"
#include "limn/nn/focus.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>

#include <fstream>

namespace limn::nn {
namespace {

using ::testing::HasSubstr;

FocusOutput answer(const FocusNetwork& network, std::int64_t side = 32) {
  return network(test::noise("input", {2, kFocusChannels, side, side}),
                 test::noise("base", {2, 1, side, side}));
}

TEST(FocusNetwork, AnswersTheSameWithNormsFoldedIntoTheConvolutions) {
  const FocusShape shape = test::smallFocusShape();
  const StateDict state = test::focusWeights(shape);
  const FocusNetwork trainable(state.tensors, shape, FocusForm::Trainable);
  const FocusNetwork folded(foldedFocusTensors(state.tensors, shape), shape, FocusForm::Folded);

  const FocusOutput a = answer(trainable), b = answer(folded);

  const double size = a.logits.abs().max().item<double>();
  EXPECT_LT(test::largestDifference(a.logits, b.logits), 1e-4 * size);
  EXPECT_LT(test::largestDifference(a.iou, b.iou), 1e-4);
}

TEST(FocusNetwork, BeginsAtItsBaseWhenTheLastLayerIsZero) {
  const FocusShape shape = test::smallFocusShape();
  StateDict state = test::focusWeights(shape);
  state.tensors["head.mask.weight"].zero_();
  state.tensors["head.mask.bias"].zero_();
  const FocusNetwork network(state.tensors, shape, FocusForm::Trainable);

  const FocusOutput output = answer(network);

  for (std::int64_t candidate = 0; candidate < shape.candidates; ++candidate) {
    EXPECT_TRUE(output.logits.narrow(1, candidate, 1).equal(test::noise("base", {2, 1, 32, 32})));
  }
  // Equal masks have equal scores, the base's among them.
  EXPECT_LT(test::largestDifference(output.iou.narrow(1, 0, 1), output.iou.narrow(1, 3, 1)), 1e-6);
}

TEST(FocusNetwork, AnswersOneViewAsItDoesBesideOthers) {
  const FocusShape shape = test::smallFocusShape();
  const FocusNetwork network(foldedFocusTensors(test::focusWeights(shape).tensors, shape), shape,
                             FocusForm::Folded);
  const at::Tensor input = test::noise("input", {2, kFocusChannels, 32, 32});
  const at::Tensor base = test::noise("base", {2, 1, 32, 32});

  const FocusOutput both = network(input, base);
  const FocusOutput alone = network(input.narrow(0, 1, 1), base.narrow(0, 1, 1));

  EXPECT_LT(test::largestDifference(both.logits[1], alone.logits[0]),
            1e-4 * both.logits.abs().max().item<double>());
}

class FocusFile : public test::CheckpointFolder {
 protected:
  [[nodiscard]] std::string refusal(const StateDict& state) const {
    writeSafetensors(path("focus.safetensors"), state);
    return refusalOfFile();
  }
  [[nodiscard]] std::string refusalOfFile() const {
    try {
      (void)FocusPredictor::load(path("focus.safetensors"));
    } catch (const CheckpointError& error) {
      return error.what();
    }
    ADD_FAILURE() << "the file was taken";
    return {};
  }
};

TEST_F(FocusFile, IsLoadedWithTheShapeThatItNames) {
  writeSafetensors(path("focus.safetensors"), test::focusWeights(test::smallFocusShape()));
  const FocusPredictor predictor = FocusPredictor::load(path("focus.safetensors"));
  EXPECT_EQ(predictor.weightsHash().size(), 64U);
  EXPECT_GT(predictor.parameterCount(), 1000);
}

TEST_F(FocusFile, WithATensorOfAnotherShapeIsRefusedByItsName) {
  StateDict state = test::focusWeights(test::smallFocusShape());
  state.tensors["head.mix.weight"] = at::zeros({4, 3, 3, 3});
  EXPECT_THAT(refusal(state), HasSubstr("'head.mix.weight' has the shape [4, 3, 3, 3]"));
}

TEST_F(FocusFile, WithoutATensorIsRefusedByItsName) {
  StateDict state = test::focusWeights(test::smallFocusShape());
  state.tensors.erase("score.first.bias");
  EXPECT_THAT(refusal(state), HasSubstr("'score.first.bias' of the focus network is missing"));
}

TEST_F(FocusFile, ForAnotherNumberOfChannelsIsRefused) {
  FocusShape shape = test::smallFocusShape();
  shape.inputChannels = 9;
  EXPECT_THAT(refusal(test::focusWeights(shape)), HasSubstr("trained for 9 input channels"));
}

TEST_F(FocusFile, OfAHugeShapeIsRefusedBeforeAnythingIsBuilt) {
  StateDict state = test::focusWeights(test::smallFocusShape());
  FocusShape shape = test::smallFocusShape();
  shape.widths.back() = 1'000'000'000;
  state.metadata = focusMetadata(shape);
  EXPECT_THAT(refusal(state), HasSubstr("no focus network that can be built"));
}

TEST_F(FocusFile, OfAnotherKindIsRefused) {
  StateDict state;
  state.tensors["weight"] = at::zeros({2, 2});
  EXPECT_THAT(refusal(state), HasSubstr("expected a focus network"));
}

TEST_F(FocusFile, ThatIsTruncatedIsRefused) {
  writeSafetensors(path("focus.safetensors"), test::focusWeights(test::smallFocusShape()));
  std::filesystem::resize_file(path("focus.safetensors"), 5000);
  EXPECT_THAT(refusalOfFile(), HasSubstr("focus.safetensors"));
}

}  // namespace
}  // namespace limn::nn
