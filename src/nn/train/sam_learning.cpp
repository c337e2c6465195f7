// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/sam_learning.h"

#include "train/autocast.h"

#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>

#include <array>
#include <cmath>
#include <utility>

namespace limn::nn {

namespace {

bool learns(const std::string& name, TrainMode mode) {
  if (name.ends_with("positional_encoding_gaussian_matrix")) return false;
  if (name.starts_with("mask_decoder.")) return true;
  switch (mode) {
    case TrainMode::Full:
      return true;
    case TrainMode::Adapter:
      return name.starts_with("prompt_encoder.") || name.find(".Adapter.") != std::string::npos;
    case TrainMode::Decoder:
      return false;
  }
  return false;
}

NamedTensors learningWeights(const TrainState& state, TrainMode mode) {
  NamedTensors chosen;
  for (const auto& [name, weight] : state.weights) {
    if (learns(name, mode)) chosen[name] = weight.requires_grad_(true);
  }
  return chosen;
}

Sam networkOver(const NamedTensors& weights, const SamConfig& config) {
  return {StateDict{weights, {}}, config};
}

/// `[N, C, g, g]` to `[N * each, C, g, g]`, each image repeated in place.
at::Tensor repeated(const at::Tensor& features, std::int64_t each) {
  return features.repeat_interleave(each, 0);
}

}  // namespace

SamLearning::SamLearning(TrainState& state, const TrainSettings& settings, const Team& team)
    : state_(&state),
      settings_(settings),
      team_(&team),
      sam_(networkOver(state.weights, state.config)),
      optimization_(state, learningWeights(state, settings.mode), settings, team) {
  if (settings.mode == TrainMode::Adapter && !state.config.adapter) {
    throw TrainError(
        "the mode 'adapter' needs a checkpoint with adapters; this one has none: "
        "train with --mode decoder or full");
  }
  if (!state.average.empty()) averaged_.push_back(networkOver(state.average, state.config));
}

StepOutcome SamLearning::teach(const Batch& batch, std::int64_t step, double learningRate) {
  BatchState batchState = begin(batch, step);
  const StepOutcome mine = settings_.recipe == Recipe::Published
                               ? teachPublished(batch, batchState, learningRate)
                               : teachCompact(batch, batchState, learningRate);
  optimization_.follow(step);
  return optimization_.meanOutcome(mine);
}

// Box or point, even odds. Published: the shifted box of the largest component.
SamLearning::BatchState SamLearning::begin(const Batch& batch, std::int64_t step) const {
  BatchState batchState;
  const std::uint64_t seed = mixSeed(mixSeed(settings_.seed, static_cast<std::uint64_t>(step)), 1);
  batchState.shared = Random(seed);
  batchState.masks = batch.masks;
  const std::int64_t count = batch.masks.size(0), first = team_->rank() * count;
  for (std::int64_t i = 0; i < count; ++i) {
    batchState.readers.emplace_back(mixSeed(seed, static_cast<std::uint64_t>(first + i + 1)));
  }
  if (batchState.shared.chance(0.5)) {
    const at::Tensor tight = tightBoxes(batch.masks);
    batchState.boxes = settings_.recipe == Recipe::Published
                           ? shiftedBoxes(tight, batchState.readers)
                           : jitteredBoxes(tight, batch.masks.size(2), batchState.readers);
  } else {
    batchState.clicks = clicksInside(batch.masks, 1, batchState.readers);
  }
  const std::int64_t steps = settings_.interactions;
  if (settings_.recipe == Recipe::Published) {
    batchState.maskOnly = steps > 2 ? 1 + batchState.shared.below(steps - 2) : -1;
  } else {
    constexpr double kMaskOnlyShare = 0.15;
    batchState.maskOnly = batchState.shared.chance(kMaskOnlyShare) ? steps - 1 : -1;
  }
  return batchState;
}

bool SamLearning::isMaskOnly(const BatchState& batchState, std::int64_t interaction) const {
  const bool publishedLast =
      settings_.recipe == Recipe::Published && interaction == settings_.interactions - 1;
  return interaction > 0 && (interaction == batchState.maskOnly || publishedLast);
}

/// Clicks on what `before` got wrong. As published they stand alone; a compact network learns to
/// answer all prompts so far, as the program asks it.
void SamLearning::ask(BatchState& batchState, std::int64_t interaction,
                      const JudgedAnswer& before) const {
  batchState.lowRes = before.lowRes;
  if (isMaskOnly(batchState, interaction)) return;
  constexpr std::array<std::int64_t, 4> kPublishedCounts{1, 3, 5, 9};
  constexpr std::array<std::int64_t, 4> kCompactCounts{1, 1, 1, 3};
  const bool published = settings_.recipe == Recipe::Published;
  const auto choice = static_cast<std::size_t>(batchState.shared.below(4));
  const std::int64_t count = published ? kPublishedCounts[choice] : kCompactCounts[choice];
  const Clicks clicks = clicksOnErrors(before.inside, batchState.masks, count, batchState.readers);
  batchState.clicks = published ? clicks : joined(batchState.clicks, clicks);
  if (published) batchState.boxes = at::Tensor();
}

PromptTensors SamLearning::promptsOf(const BatchState& batchState, std::int64_t interaction) const {
  PromptTensors prompts;
  if (batchState.lowRes.defined()) {
    const bool asProbability = sam_.config.family == Family::SamMed2d;
    prompts.masks = asProbability ? batchState.lowRes.sigmoid() : batchState.lowRes;
  }
  if (isMaskOnly(batchState, interaction)) return prompts;
  prompts.boxes = batchState.boxes;
  prompts.coords = batchState.clicks.coords;
  prompts.labels = batchState.clicks.labels;
  return prompts;
}

JudgedAnswer SamLearning::answer(const at::Tensor& features, const BatchState& batchState,
                                 std::int64_t interaction, bool promptsLearn) const {
  const Autocast reduced(settings_.bf16, features.device());
  PromptEmbedding prompts;
  at::Tensor positions;
  {
    const c10::AutoGradMode gradients(promptsLearn);
    prompts = sam_.promptEncoder(promptsOf(batchState, interaction));
    positions = sam_.promptEncoder.densePositions();
  }
  DecodedMasks all = sam_.maskDecoder(features, positions, prompts);
  all.logits = all.logits.to(at::kFloat);
  all.iou = all.iou.to(at::kFloat);
  return judge(settings_.recipe, all.candidates(), batchState.masks);
}

StepOutcome SamLearning::agreedOutcome(const JudgedAnswer& judged) const {
  return {optimization_.agreedLoss(judged.loss.item<double>()), judged.dice};
}

// One optimizer step per interaction; the embedding is that of the first and learns only there.
StepOutcome SamLearning::teachPublished(const Batch& batch, BatchState& batchState,
                                        double learningRate) {
  at::Tensor features;
  {
    const Autocast reduced(settings_.bf16, batch.images.device());
    const c10::AutoGradMode gradients(settings_.mode != TrainMode::Decoder);
    features = repeated(sam_.imageEncoder(batch.images), settings_.masksPerImage);
  }
  StepOutcome outcome;
  JudgedAnswer judged;
  for (std::int64_t i = 0; i < settings_.interactions; ++i) {
    if (i > 0) ask(batchState, i, judged);
    if (i == 1) features = features.detach();
    judged = answer(features, batchState, i, i == 0 && settings_.mode != TrainMode::Decoder);
    outcome = agreedOutcome(judged);
    if (!std::isfinite(outcome.loss)) return outcome;
    judged.loss.backward();
    optimization_.improve(learningRate);
  }
  return outcome;
}

// The gradients of all interactions meet in the embedding, and the encoder learns from their sum.
StepOutcome SamLearning::teachCompact(const Batch& batch, BatchState& batchState,
                                      double learningRate) {
  at::Tensor embedding;
  {
    const Autocast reduced(settings_.bf16, batch.images.device());
    const c10::AutoGradMode gradients(settings_.mode != TrainMode::Decoder);
    embedding = sam_.imageEncoder(batch.images);
  }
  const at::Tensor leaf = embedding.detach().requires_grad_(embedding.requires_grad());
  StepOutcome outcome;
  JudgedAnswer judged;
  for (std::int64_t i = 0; i < settings_.interactions; ++i) {
    if (i > 0) ask(batchState, i, judged);
    judged = answer(repeated(leaf, settings_.masksPerImage), batchState, i,
                    settings_.mode != TrainMode::Decoder);
    outcome = agreedOutcome(judged);
    if (!std::isfinite(outcome.loss)) return outcome;
    (judged.loss / static_cast<double>(settings_.interactions)).backward();
  }
  if (leaf.grad().defined()) embedding.backward(leaf.grad());
  optimization_.improve(learningRate);
  return outcome;
}

}  // namespace limn::nn
