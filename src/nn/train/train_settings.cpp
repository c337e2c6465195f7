// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/training.h"
#include "train/train_state.h"

#include <array>
#include <charconv>

namespace limn::nn {

namespace {

template <typename Value, std::size_t N>
using Names = std::array<std::pair<Value, std::string_view>, N>;

constexpr Names<TrainMode, 3> kModes{
    {{TrainMode::Adapter, "adapter"}, {TrainMode::Decoder, "decoder"}, {TrainMode::Full, "full"}}};
constexpr Names<Recipe, 3> kRecipes{
    {{Recipe::Published, "published"}, {Recipe::Compact, "compact"}, {Recipe::Focus, "focus"}}};
constexpr Names<Schedule, 3> kSchedules{{{Schedule::Constant, "constant"},
                                         {Schedule::Published, "published"},
                                         {Schedule::Cosine, "cosine"}}};

template <typename Value, std::size_t N>
std::string_view nameOf(Value value, const Names<Value, N>& names) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  return "?";
}

template <typename Value, std::size_t N>
Value valueOf(std::string_view name, const char* what, const Names<Value, N>& names) {
  std::string known;
  for (const auto& [value, spelling] : names) {
    if (spelling == name) return value;
    known += (known.empty() ? "" : ", ") + std::string(spelling);
  }
  throw std::invalid_argument("unknown " + std::string(what) + " '" + std::string(name) +
                              "'; expected one of " + known);
}

/// The shortest text that reads back as the same number.
template <typename Number>
std::string text(Number value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

TrainSettings focusSettings(TrainSettings settings) {
  settings.mode = TrainMode::Full;
  settings.steps = 20000;
  settings.images = 24;
  settings.masksPerImage = 1;
  settings.interactions = 5;
  settings.syntheticShare = 0.2;
  settings.learningRate = 1.5e-3;
  settings.weightDecay = 0.02;
  settings.warmupSteps = 100;
  settings.schedule = Schedule::Cosine;
  settings.clipNorm = 1;
  settings.emaDecay = 0.998;
  return settings;
}

}  // namespace

Recipe defaultRecipe(TrainMode mode) {
  return mode == TrainMode::Full ? Recipe::Compact : Recipe::Published;
}

TrainSettings defaultSettings(TrainMode mode, Recipe recipe) {
  TrainSettings settings;
  settings.mode = mode;
  settings.recipe = recipe;
  if (recipe == Recipe::Published) {
    settings.schedule = Schedule::Published;
    return settings;
  }
  if (recipe == Recipe::Focus) return focusSettings(settings);
  settings.masksPerImage = 4;
  settings.interactions = 3;
  settings.syntheticShare = 0.3;
  settings.learningRate = 5e-4;
  settings.weightDecay = 0.05;
  settings.warmupSteps = 100;
  settings.schedule = Schedule::Cosine;
  settings.clipNorm = 1;
  settings.emaDecay = 0.999;
  return settings;
}

SamConfig shapeFromName(std::string_view name) {
  if (name == "tiny") return SamConfig::tinyForTests(true, 64);
  if (name != "small") return SamConfig::fromTag(name);
  SamConfig config;
  config.encoderWidth = 160;
  config.encoderDepth = 6;
  config.encoderHeads = 5;
  config.encoderMlp = 640;
  config.globalBlocks = {0, 1, 2, 3, 4, 5};
  config.adapter = true;
  config.adapterHidden = 40;
  config.decoderWidth = 128;
  config.decoderMlp = 512;
  config.decoderHeads = 4;
  config.iouHeadHidden = 128;
  config.sketchedPrompts = true;
  return config;
}

std::string_view modeName(TrainMode mode) {
  return nameOf(mode, kModes);
}
std::string_view recipeName(Recipe recipe) {
  return nameOf(recipe, kRecipes);
}
std::string_view scheduleName(Schedule schedule) {
  return nameOf(schedule, kSchedules);
}
TrainMode modeFromName(std::string_view name) {
  return valueOf(name, "mode", kModes);
}
Recipe recipeFromName(std::string_view name) {
  return valueOf(name, "recipe", kRecipes);
}
Schedule scheduleFromName(std::string_view name) {
  return valueOf(name, "schedule", kSchedules);
}

std::string heldOutText(const HeldOutDice& dice) {
  const auto part = [](const char* name, double value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                   std::chars_format::fixed, 4)
                         .ptr;
    return std::string(name).append(" ").append(digits.data(), end);
  };
  std::string out = part("box", dice.box) + part(", point", dice.point);
  if (dice.corrected) out += part(", box and 3", *dice.corrected);
  if (dice.fivePoints) out += part(", 5 points", *dice.fivePoints);
  if (dice.draftGain) out += part(", draft gain", *dice.draftGain);
  return out;
}

std::vector<std::pair<std::string, std::string>> settingsText(const TrainSettings& s) {
  std::vector<std::pair<std::string, std::string>> out{
      {"mode", std::string(modeName(s.mode))},
      {"recipe", std::string(recipeName(s.recipe))},
      {"steps", text(s.steps)},
      {"images", text(s.images)},
      {"masks-per-image", text(s.masksPerImage)},
      {"interactions", text(s.interactions)},
      {"synthetic", text(s.syntheticShare)},
      {"lr", text(s.learningRate)},
      {"weight-decay", text(s.weightDecay)},
      {"warmup", text(s.warmupSteps)},
      {"schedule", std::string(scheduleName(s.schedule))},
      {"clip-norm", text(s.clipNorm)},
      {"ema", text(s.emaDecay)},
      {"seed", text(s.seed)},
      {"bf16", s.bf16 ? "yes" : "no"}};
  if (s.recipe == Recipe::Focus) out.emplace_back("side", text(s.side));
  return out;
}

}  // namespace limn::nn
