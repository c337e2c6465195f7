// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/training_data.h"

#include "train/augment.h"
#include "train/random.h"
#include "train/synthetic.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <numeric>
#include <utility>

namespace limn::nn {

namespace {

/// Places of `count` masks out of `available`: with replacement as published, else each once before
/// any comes twice.
std::vector<std::int64_t> drawMasks(Recipe recipe, std::int64_t available, std::int64_t count,
                                    Random& random) {
  std::vector<std::int64_t> drawn(static_cast<std::size_t>(count));
  if (recipe == Recipe::Published) {
    for (std::int64_t& mask : drawn)
      mask = random.below(available);
    return drawn;
  }
  std::vector<std::int64_t> deck(static_cast<std::size_t>(available));
  std::iota(deck.begin(), deck.end(), 0);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const std::size_t from = i % deck.size();
    const auto left = static_cast<std::int64_t>(deck.size() - from);
    std::swap(deck[from], deck[from + static_cast<std::size_t>(random.below(left))]);
    drawn[i] = deck[from];
  }
  return drawn;
}

}  // namespace

at::Tensor normalisedRgb(const at::Tensor& rgb) {
  const at::Tensor mean = at::tensor({123.675F, 116.28F, 103.53F}).view({3, 1, 1});
  const at::Tensor deviation = at::tensor({58.395F, 57.12F, 57.375F}).view({3, 1, 1});
  return (rgb - mean.to(rgb.device())) / deviation.to(rgb.device());
}

TrainingData::TrainingData(const TrainSettings& settings,
                           const std::vector<std::filesystem::path>& shards, std::int64_t side)
    : settings_(settings), side_(side) {
  if (!shards.empty()) shards_.emplace_back(shards);
}

Batch TrainingData::batch(std::int64_t step, std::int64_t firstSlot) const {
  const std::uint64_t stepSeed = mixSeed(settings_.seed, static_cast<std::uint64_t>(step));
  std::vector<at::Tensor> images, masks;
  for (std::int64_t i = 0; i < settings_.images; ++i) {
    const std::uint64_t seed = mixSeed(stepSeed, static_cast<std::uint64_t>(firstSlot + i));
    const TrainingImage made = image(seed);
    Random random(mixSeed(seed, 3));
    const at::Tensor drawn = at::tensor(
        drawMasks(settings_.recipe, made.masks.size(0), settings_.masksPerImage, random));
    images.push_back(made.rgb);
    masks.push_back(made.masks.index_select(0, drawn));
  }
  return {normalisedRgb(at::stack(images)), at::cat(masks)};
}

TrainingImage TrainingData::image(std::uint64_t seed) const {
  Random random(seed);
  if (shards_.empty() || random.chance(settings_.syntheticShare)) {
    return syntheticImage(mixSeed(seed, 1), side_);
  }
  return realImage(mixSeed(seed, 2));
}

// Some crops leave no mask of any size; then another picture is drawn.
TrainingImage TrainingData::realImage(std::uint64_t seed) const {
  constexpr int kTries = 50;
  Random random(seed);
  for (int i = 0; i < kTries; ++i) {
    const ShardSample sample = shards_.front().draw(random);
    const auto found = settings_.recipe == Recipe::Published
                           ? fitToInput(sample, side_)
                           : augmentedImage(sample, random.next(), side_);
    if (found) return *found;
  }
  throw TrainError("the shards hold hardly any mask of " +
                   std::to_string(TrainingImage::kMinMaskPixels) +
                   " pixels at the network's input size; pack larger structures");
}

}  // namespace limn::nn
