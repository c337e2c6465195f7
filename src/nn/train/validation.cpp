// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/validation.h"

#include "train/augment.h"
#include "train/interaction.h"
#include "train/objective.h"
#include "train/training_data.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <map>

namespace limn::nn {

namespace {

constexpr std::int64_t kMasksPerPicture = 2;

double meanOverTargets(const std::map<std::string, std::vector<double>>& byTarget) {
  double total = 0;
  for (const auto& [target, values] : byTarget) {
    double sum = 0;
    for (const double value : values)
      sum += value;
    total += sum / static_cast<double>(values.size());
  }
  return byTarget.empty() ? 0 : total / static_cast<double>(byTarget.size());
}

double diceOf(const Sam& sam, const at::Tensor& features, const PromptTensors& prompts,
              const at::Tensor& masks) {
  const DecodedMasks answer =
      sam.maskDecoder(features, sam.promptEncoder.densePositions(), sam.promptEncoder(prompts));
  return judge(Recipe::Compact, answer.candidates(), masks).dice;
}

}  // namespace

Validation::Validation(const std::vector<std::filesystem::path>& shards, std::int64_t side,
                       c10::Device device, std::int64_t pictures) {
  if (shards.empty()) return;
  const ShardSet set(shards);
  const std::int64_t step = std::max<std::int64_t>(1, set.size() / pictures);
  for (std::int64_t i = 0; i < set.size(); i += step) {
    const auto fitted = fitToInput(set.read(i), side);
    if (!fitted) continue;
    Random random(mixSeed(0, static_cast<std::uint64_t>(i)));
    std::vector<Random> hands;
    std::vector<std::int64_t> chosen;
    for (std::int64_t k = 0; k < std::min(kMasksPerPicture, fitted->masks.size(0)); ++k) {
      chosen.push_back(random.below(fitted->masks.size(0)));
      hands.emplace_back(random.next());
    }
    const at::Tensor masks = fitted->masks.index_select(0, at::tensor(chosen));
    items_.push_back({set.entry(i).modality + "/" + set.entry(i).target,
                      normalisedRgb(fitted->rgb).unsqueeze(0).to(device), masks.to(device),
                      tightBoxes(masks).to(device),
                      clicksInside(masks, 1, hands).coords.to(device)});
  }
}

HeldOutDice Validation::measure(const Sam& sam) const {
  const c10::AutoGradMode noGrad(false);
  std::map<std::string, std::vector<double>> box, point;
  for (const Item& item : items_) {
    const at::Tensor features = sam.imageEncoder(item.image);
    box[item.target].push_back(diceOf(
        sam, features, {.coords = {}, .labels = {}, .boxes = item.boxes, .masks = {}}, item.masks));
    const at::Tensor labels =
        at::ones({item.masks.size(0), 1}, item.points.options().dtype(at::kLong));
    point[item.target].push_back(
        diceOf(sam, features, {.coords = item.points, .labels = labels, .boxes = {}, .masks = {}},
               item.masks));
  }
  HeldOutDice found;
  found.box = meanOverTargets(box);
  found.point = meanOverTargets(point);
  return found;
}

}  // namespace limn::nn
