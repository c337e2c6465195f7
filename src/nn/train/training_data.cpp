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

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace limn::nn {

namespace {

/// A target with a hundred times the pictures of another is drawn six times as often: small sets
/// count, but are not learned by heart.
constexpr double kBalance = 0.4;

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
  if (shards.empty()) return;
  shards_.emplace_back(shards);
  std::map<std::pair<std::string, std::string>, Group> byTarget;
  for (std::int64_t i = 0; i < shards_.front().size(); ++i) {
    const ShardEntry& entry = shards_.front().entry(i);
    byTarget[{entry.modality, entry.target}].samples.push_back(i);
  }
  double total = 0;
  for (auto& [target, group] : byTarget) {
    total += std::pow(static_cast<double>(group.samples.size()), kBalance);
    group.upTo = total;
    groups_.push_back(std::move(group));
  }
  for (Group& group : groups_)
    group.upTo /= total;
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
    const double at = random.uniform();
    const auto group = std::ranges::find_if(groups_, [at](const Group& g) { return at < g.upTo; });
    const auto& samples = (group == groups_.end() ? groups_.back() : *group).samples;
    const auto which = random.below(static_cast<std::int64_t>(samples.size()));
    const ShardSample sample = shards_.front().read(samples[static_cast<std::size_t>(which)]);
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
