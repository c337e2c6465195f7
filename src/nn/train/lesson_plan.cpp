// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/lesson_plan.h"

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

LessonPlan::LessonPlan(TrainState& state, const TrainSettings& settings, const Team& team)
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

StepOutcome LessonPlan::teach(const Batch& batch, std::int64_t step, double learningRate) {
  Lecture lecture = begin(batch, step);
  const StepOutcome mine = settings_.recipe == Recipe::Published
                               ? teachPublished(batch, lecture, learningRate)
                               : teachCompact(batch, lecture, learningRate);
  optimization_.follow(step);
  return optimization_.meanOutcome(mine);
}

// Box or point, even odds. Published: the shifted box of the largest component.
LessonPlan::Lecture LessonPlan::begin(const Batch& batch, std::int64_t step) const {
  Lecture lecture;
  const std::uint64_t seed = mixSeed(mixSeed(settings_.seed, static_cast<std::uint64_t>(step)), 1);
  lecture.course = Random(seed);
  lecture.masks = batch.masks;
  const std::int64_t count = batch.masks.size(0), first = team_->rank() * count;
  for (std::int64_t i = 0; i < count; ++i) {
    lecture.readers.emplace_back(mixSeed(seed, static_cast<std::uint64_t>(first + i + 1)));
  }
  if (lecture.course.chance(0.5)) {
    const at::Tensor tight = tightBoxes(batch.masks);
    lecture.boxes = settings_.recipe == Recipe::Published
                        ? shiftedBoxes(tight, lecture.readers)
                        : jitteredBoxes(tight, batch.masks.size(2), lecture.readers);
  } else {
    lecture.clicks = clicksInside(batch.masks, 1, lecture.readers);
  }
  const std::int64_t steps = settings_.interactions;
  if (settings_.recipe == Recipe::Published) {
    lecture.maskOnly = steps > 2 ? 1 + lecture.course.below(steps - 2) : -1;
  } else {
    constexpr double kMaskOnlyShare = 0.15;
    lecture.maskOnly = lecture.course.chance(kMaskOnlyShare) ? steps - 1 : -1;
  }
  return lecture;
}

bool LessonPlan::isMaskOnly(const Lecture& lecture, std::int64_t interaction) const {
  const bool publishedLast =
      settings_.recipe == Recipe::Published && interaction == settings_.interactions - 1;
  return interaction > 0 && (interaction == lecture.maskOnly || publishedLast);
}

/// Clicks on what `before` got wrong. As published they stand alone; a compact network learns to
/// answer all prompts so far, as the program asks it.
void LessonPlan::ask(Lecture& lecture, std::int64_t interaction, const Lesson& before) const {
  lecture.lowRes = before.lowRes;
  if (isMaskOnly(lecture, interaction)) return;
  constexpr std::array<std::int64_t, 4> kPublishedCounts{1, 3, 5, 9};
  constexpr std::array<std::int64_t, 4> kCompactCounts{1, 1, 1, 3};
  const bool published = settings_.recipe == Recipe::Published;
  const auto choice = static_cast<std::size_t>(lecture.course.below(4));
  const std::int64_t count = published ? kPublishedCounts[choice] : kCompactCounts[choice];
  const Clicks clicks = clicksOnErrors(before.inside, lecture.masks, count, lecture.readers);
  lecture.clicks = published ? clicks : joined(lecture.clicks, clicks);
  if (published) lecture.boxes = at::Tensor();
}

PromptTensors LessonPlan::promptsOf(const Lecture& lecture, std::int64_t interaction) const {
  PromptTensors prompts;
  if (lecture.lowRes.defined()) {
    const bool asProbability = sam_.config.family == Family::SamMed2d;
    prompts.masks = asProbability ? lecture.lowRes.sigmoid() : lecture.lowRes;
  }
  if (isMaskOnly(lecture, interaction)) return prompts;
  prompts.boxes = lecture.boxes;
  prompts.coords = lecture.clicks.coords;
  prompts.labels = lecture.clicks.labels;
  return prompts;
}

Lesson LessonPlan::answer(const at::Tensor& features, const Lecture& lecture,
                          std::int64_t interaction, bool promptsLearn) const {
  const Autocast reduced(settings_.bf16, features.device());
  PromptEmbedding prompts;
  at::Tensor positions;
  {
    const c10::AutoGradMode gradients(promptsLearn);
    prompts = sam_.promptEncoder(promptsOf(lecture, interaction));
    positions = sam_.promptEncoder.densePositions();
  }
  DecodedMasks all = sam_.maskDecoder(features, positions, prompts);
  all.logits = all.logits.to(at::kFloat);
  all.iou = all.iou.to(at::kFloat);
  return judge(settings_.recipe, all.candidates(), lecture.masks);
}

StepOutcome LessonPlan::agreedOutcome(const Lesson& lesson) const {
  return {optimization_.agreedLoss(lesson.loss.item<double>()), lesson.dice};
}

// One optimizer step per interaction; the embedding is that of the first and learns only there.
StepOutcome LessonPlan::teachPublished(const Batch& batch, Lecture& lecture, double learningRate) {
  at::Tensor features;
  {
    const Autocast reduced(settings_.bf16, batch.images.device());
    const c10::AutoGradMode gradients(settings_.mode != TrainMode::Decoder);
    features = repeated(sam_.imageEncoder(batch.images), settings_.masksPerImage);
  }
  StepOutcome outcome;
  Lesson lesson;
  for (std::int64_t i = 0; i < settings_.interactions; ++i) {
    if (i > 0) ask(lecture, i, lesson);
    if (i == 1) features = features.detach();
    lesson = answer(features, lecture, i, i == 0 && settings_.mode != TrainMode::Decoder);
    outcome = agreedOutcome(lesson);
    if (!std::isfinite(outcome.loss)) return outcome;
    lesson.loss.backward();
    optimization_.improve(learningRate);
  }
  return outcome;
}

// The gradients of all interactions meet in the embedding, and the encoder learns from their sum.
StepOutcome LessonPlan::teachCompact(const Batch& batch, Lecture& lecture, double learningRate) {
  at::Tensor embedding;
  {
    const Autocast reduced(settings_.bf16, batch.images.device());
    const c10::AutoGradMode gradients(settings_.mode != TrainMode::Decoder);
    embedding = sam_.imageEncoder(batch.images);
  }
  const at::Tensor leaf = embedding.detach().requires_grad_(embedding.requires_grad());
  StepOutcome outcome;
  Lesson lesson;
  for (std::int64_t i = 0; i < settings_.interactions; ++i) {
    if (i > 0) ask(lecture, i, lesson);
    lesson = answer(repeated(leaf, settings_.masksPerImage), lecture, i,
                    settings_.mode != TrainMode::Decoder);
    outcome = agreedOutcome(lesson);
    if (!std::isfinite(outcome.loss)) return outcome;
    (lesson.loss / static_cast<double>(settings_.interactions)).backward();
  }
  if (leaf.grad().defined()) embedding.backward(leaf.grad());
  optimization_.improve(learningRate);
  return outcome;
}

}  // namespace limn::nn
