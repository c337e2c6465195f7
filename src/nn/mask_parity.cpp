// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mask_parity.h"

#include "train/augment.h"
#include "train/interaction.h"
#include "train/synthetic.h"
#include "train/training_data.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <numeric>

namespace limn::nn {

namespace {

constexpr std::int64_t kObjectsPerPicture = 4;

/// `[B, q, q]` bool: the candidate chosen for each prompt.
at::Tensor chosenMasks(const DecodedMasks& candidates, const at::Tensor& choice) {
  const std::int64_t side = candidates.logits.size(-1);
  const at::Tensor index = choice.view({-1, 1, 1, 1}).expand({-1, 1, side, side});
  return candidates.logits.gather(1, index).squeeze(1).gt(0);
}

/// Adds the Dice of each mask to `dices`.
void compare(const DecodedMasks& trusted, const DecodedMasks& other, std::vector<double>& dices) {
  const DecodedMasks wanted = trusted.candidates(), found = other.candidates();
  const at::Tensor choice = wanted.iou.to(at::kCPU).argmax(1);
  const at::Tensor a = chosenMasks({wanted.logits.to(at::kCPU), {}}, choice);
  const at::Tensor b = chosenMasks({found.logits.to(at::kCPU), {}}, choice);
  for (std::int64_t i = 0; i < a.size(0); ++i) {
    const auto both = a[i].logical_and(b[i]).sum().item<double>();
    const auto all = a[i].sum().item<double>() + b[i].sum().item<double>();
    dices.push_back(all == 0 ? 1 : 2 * both / all);
  }
}

}  // namespace

std::vector<TrainingImage> parityPictures(const std::vector<std::filesystem::path>& shards,
                                          std::int64_t count, std::int64_t side) {
  std::vector<TrainingImage> pictures;
  if (shards.empty()) {
    for (std::int64_t i = 0; i < count; ++i)
      pictures.push_back(syntheticImage(static_cast<std::uint64_t>(i), side));
    return pictures;
  }
  const ShardSet set(shards);
  const std::int64_t step = std::max<std::int64_t>(1, set.size() / count);
  for (std::int64_t i = 0; i < set.size() && std::ssize(pictures) < count; i += step) {
    if (auto picture = fitToInput(set.read(i), side)) pictures.push_back(std::move(*picture));
  }
  return pictures;
}

MaskParity compareMasks(Network& trusted, Network& other,
                        const std::vector<TrainingImage>& pictures) {
  MaskParity parity;
  std::vector<double> dices;
  std::uint64_t seed = 0;
  for (const TrainingImage& picture : pictures) {
    const at::Tensor input = normalisedRgb(picture.rgb).unsqueeze(0);
    const at::Tensor masks = picture.masks.slice(0, 0, kObjectsPerPicture);
    std::vector<Random> hands;
    for (std::int64_t i = 0; i < masks.size(0); ++i)
      hands.emplace_back(++seed);
    const Clicks points = clicksInside(masks, 1, hands);
    const PromptTensors boxed{{}, {}, tightBoxes(masks).to(at::kFloat), {}};
    const PromptTensors pointed{points.coords.to(at::kFloat), points.labels, {}, {}};

    const at::Tensor wanted = trusted.encode(input, {}), found = other.encode(input, {});
    const at::Tensor error = (wanted.to(at::kCPU) - found.to(at::kCPU)).abs();
    parity.largestFeatureError = std::max(parity.largestFeatureError, error.max().item<double>());
    for (const PromptTensors& prompts : {boxed, pointed})
      compare(trusted.decode(wanted, prompts), other.decode(found, prompts), dices);
  }
  if (dices.empty()) return parity;
  std::ranges::sort(dices);
  parity.masks = std::ssize(dices);
  parity.meanDice =
      std::accumulate(dices.begin(), dices.end(), 0.0) / static_cast<double>(dices.size());
  parity.medianDice = dices[dices.size() / 2];
  parity.lowestDice = dices.front();
  return parity;
}

}  // namespace limn::nn
