// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// What a GPU runs, run on the CPU: all but the recordings and the copies.
#include "gpu/buckets.h"
#include "gpu/transfer.h"
#include "mask_parity.h"
#include "network.h"
#include "nn_support.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>

namespace limn::nn {
namespace {

PromptTensors clicks(std::int64_t batch, std::int64_t count) {
  return {test::noise("coords", {batch, count, 2}).mul(100).add(128),
          test::noise("labels", {batch, count}).gt(0).to(at::kLong),
          {},
          {}};
}

TEST(PadToBucket, FillsPointsAndPromptsUpToPowersOfTwo) {
  PromptTensors prompts = clicks(3, 5);
  prompts.boxes = test::noise("boxes", {3, 4});

  const PromptTensors padded = gpu::padToBucket(prompts);

  EXPECT_EQ(padded.coords.sizes(), (std::vector<std::int64_t>{4, 8, 2}));
  EXPECT_TRUE(padded.maySkipPoints);
  EXPECT_TRUE(padded.labels.slice(0, 0, 3).slice(1, 0, 5).equal(prompts.labels));
  EXPECT_TRUE(padded.labels.slice(1, 5).equal(at::full({4, 3}, kNoPoint, at::kLong)));
  EXPECT_TRUE(padded.boxes[3].equal(prompts.boxes[2]));
  EXPECT_FALSE(padded.masks.defined());
}

TEST(PadToBucket, LeavesOneClickAsItIs) {
  const PromptTensors prompts = clicks(1, 1);

  const PromptTensors padded = gpu::padToBucket(prompts);

  EXPECT_TRUE(padded.coords.equal(prompts.coords));
  EXPECT_TRUE(padded.labels.equal(prompts.labels));
  EXPECT_FALSE(padded.maySkipPoints);
}

class DeviceNetworkTest : public ::testing::Test {
 protected:
  std::unique_ptr<Network> onDevice(Precision precision) {
    return makeDeviceNetwork(state, config, c10::Device(c10::kCPU), precision);
  }
  void expectSame(const DecodedMasks& a, const DecodedMasks& b, double tolerance) {
    ASSERT_EQ(a.logits.sizes(), b.logits.sizes());
    EXPECT_LT(test::largestDifference(a.logits, b.logits), tolerance);
    EXPECT_LT(test::largestDifference(a.iou, b.iou), tolerance);
  }

  c10::InferenceMode guard;
  SamConfig config = SamConfig::tinyForTests(true);
  StateDict state = formulaStateDict(config);
  at::Tensor images = test::noise("images", {2, 3, 256, 256});
};

TEST_F(DeviceNetworkTest, AgreesWithTheFormForTheCpu) {
  const auto device = onDevice(Precision::Fp32);
  const auto cpu = makeCpuNetwork(state, config);

  const at::Tensor features = device->encode(images, {});
  EXPECT_LT(test::largestDifference(features, cpu->encode(images, {})), 1e-4);
  const at::Tensor slice = features.slice(0, 0, 1);
  for (const std::int64_t count : {1, 2, 3, 5}) {
    PromptTensors prompts = clicks(3, count);
    expectSame(device->decode(slice, prompts), cpu->decode(slice, prompts), 1e-4);
    prompts.boxes = test::noise("boxes", {3, 4}).abs().mul(100);
    prompts.masks = test::noise("masks", {3, 1, 64, 64});
    expectSame(device->decode(slice, prompts), cpu->decode(slice, prompts), 1e-4);
  }
}

TEST_F(DeviceNetworkTest, AgreesWithTheFormForTheCpuOnSketchedPrompts) {
  config.sketchedPrompts = true;
  const auto device = onDevice(Precision::Fp32);
  const auto cpu = makeCpuNetwork(state, config);
  const at::Tensor slice = test::noise("slice", {1, 32, 16, 16}).mul(3);
  const at::Tensor boxes = at::tensor({20.0F, 30.0F, 200.0F, 170.0F, 5.0F, 9.0F, 60.0F, 80.0F,
                                       90.0F, 90.0F, 250.0F, 140.0F})
                               .view({3, 4});
  const at::Tensor masks = test::noise("masks", {3, 1, 64, 64}).sigmoid();
  for (const at::Tensor& mask : {at::Tensor(), masks}) {
    for (const at::Tensor& box : {at::Tensor(), boxes}) {
      for (const std::int64_t count : {1, 2, 3, 5}) {
        PromptTensors prompts = clicks(3, count);
        prompts.boxes = box;
        prompts.masks = mask;
        expectSame(device->decode(slice, prompts), cpu->decode(slice, prompts), 1e-4);
      }
      if (!box.defined() && !mask.defined()) continue;
      expectSame(device->decode(slice, {{}, {}, box, mask}),
                 cpu->decode(slice, {{}, {}, box, mask}), 1e-4);
    }
  }
}

TEST_F(DeviceNetworkTest, AnswersDepartFromTheSketch) {
  const at::Tensor slice = test::noise("slice", {1, 32, 16, 16}).mul(3);
  const PromptTensors shown{{}, {}, {}, test::noise("masks", {2, 1, 64, 64}).sigmoid()};
  const DecodedMasks plain = makeCpuNetwork(state, config)->decode(slice, shown);
  config.sketchedPrompts = true;

  // A mask alone is its own sketch, so only what the sketch itself says is added.
  const at::Tensor prior = (shown.masks - 0.5) * 6;
  for (const bool onCpu : {false, true}) {
    const auto network = onCpu ? makeCpuNetwork(state, config) : onDevice(Precision::Fp32);
    const DecodedMasks sketched = network->decode(slice, shown);
    EXPECT_LT(test::largestDifference(sketched.logits, plain.logits + prior), 1e-4) << onCpu;
    EXPECT_LT(test::largestDifference(sketched.iou, plain.iou), 1e-5) << onCpu;
  }
}

TEST_F(DeviceNetworkTest, GivesTheSameAnswerWhenAShapeComesBack) {
  const auto device = onDevice(Precision::Fp32);
  const at::Tensor features = device->encode(images.slice(0, 0, 1), {});
  const DecodedMasks first = device->decode(features, clicks(1, 3));

  for (int i = 0; i < 3; ++i)
    expectSame(device->decode(features, clicks(1, 3)), first, 1e-9);
  device->releaseMemory();
  expectSame(device->decode(features, clicks(1, 3)), first, 1e-9);
}

// Without adapters: on a CPU LibTorch 1.13 has no transposed convolution in half precision.
TEST_F(DeviceNetworkTest, HalfPrecisionKeepsEmbeddingsInFp32AndNearby) {
  config = SamConfig::tinyForTests(false);
  state = formulaStateDict(config);
  const at::Tensor exact = onDevice(Precision::Fp32)->encode(images, {});

  const at::Tensor half = onDevice(Precision::Bf16)->encode(images, {});

  EXPECT_EQ(half.scalar_type(), at::kFloat);
  const double difference = test::largestDifference(half, exact);
  EXPECT_GT(difference, 0);
  EXPECT_LT(difference, 0.1 * exact.abs().max().item<double>());
}

TEST_F(DeviceNetworkTest, MasksOfBothFormsAreTheSame) {
  const auto device = onDevice(Precision::Fp32);
  const auto cpu = makeCpuNetwork(state, config);
  const auto pictures = parityPictures({}, 2, config.imageSize);

  const MaskParity parity = compareMasks(*cpu, *device, pictures);

  EXPECT_GE(parity.masks, 4);
  EXPECT_GT(parity.meanDice, 0.999);
  EXPECT_LT(parity.largestFeatureError, 1e-4);
}

TEST_F(DeviceNetworkTest, MasksOfAnotherNetworkAreFoundToDiffer) {
  const auto cpu = makeCpuNetwork(state, config);
  StateDict other = state;
  for (auto& [name, tensor] : other.tensors) {
    if (name.find("blocks.1.mlp") != std::string::npos) tensor = tensor * 1.5;
  }

  const MaskParity parity =
      compareMasks(*cpu, *makeDeviceNetwork(other, config, c10::Device(c10::kCPU), Precision::Fp32),
                   parityPictures({}, 2, config.imageSize));

  EXPECT_LT(parity.meanDice, 0.999);
  EXPECT_LE(parity.lowestDice, parity.meanDice);
}

TEST_F(DeviceNetworkTest, StopsBeforeWorkWhenCancelled) {
  EXPECT_THROW((void)onDevice(Precision::Fp32)->encode(images, [] { return true; }), Cancelled);
}

TEST(Transfer, LeavesTensorsOfTheCpuWhereTheyAre) {
  const at::Tensor tensor = at::zeros({2});

  EXPECT_TRUE(gpu::toDevice(tensor, c10::Device(c10::kCPU)).is_same(tensor));
  EXPECT_FALSE(gpu::toDevice({}, c10::Device(c10::kCPU)).defined());
  EXPECT_TRUE(gpu::toHost({tensor}).front().is_same(tensor));
}

}  // namespace
}  // namespace limn::nn
