// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/train_state.h"

#include "limn/nn/checkpoint.h"
#include "limn/nn/weights.h"

#include <array>
#include <charconv>

namespace limn::nn {

namespace {

constexpr const char* kStepKey = "limn.training.step";
constexpr const char* kSettingPrefix = "limn.training.";

struct Part {
  const char* prefix;
  NamedTensors TrainState::*tensors;
};
constexpr std::array<Part, 5> kParts{{{"weights.", &TrainState::weights},
                                      {"average.", &TrainState::average},
                                      {"first.", &TrainState::first},
                                      {"second.", &TrainState::second},
                                      {"updates.", &TrainState::updates}}};

std::int64_t stepOf(const StateDict& stored, const std::filesystem::path& file) {
  const auto found = stored.metadata.find(kStepKey);
  std::int64_t step = -1;
  if (found != stored.metadata.end()) {
    const std::string& text = found->second;
    std::from_chars(text.data(), text.data() + text.size(), step);
  }
  if (step < 0) {
    throw CheckpointError(file,
                          "expected the state of a training run, found another safetensors file; "
                          "to begin from weights use --init");
  }
  return step;
}

void requireMoments(const TrainState& state, const std::filesystem::path& file) {
  for (const auto& [name, moment] : state.first) {
    const auto weight = state.weights.find(name);
    const bool fits = weight != state.weights.end() && state.second.contains(name) &&
                      state.updates.contains(name) && weight->second.sizes() == moment.sizes() &&
                      state.second.at(name).sizes() == moment.sizes();
    if (!fits) throw CheckpointError(file, "the optimizer's state of '" + name + "' does not fit");
  }
}

}  // namespace

std::map<std::string, std::string> networkMetadata(const TrainState& state) {
  return state.focus ? focusMetadata(*state.focus) : configMetadata(state.config);
}

void writeTrainState(const std::filesystem::path& file, const TrainState& state) {
  StateDict stored;
  stored.metadata = networkMetadata(state);
  stored.metadata[kStepKey] = std::to_string(state.step);
  for (const auto& [name, value] : settingsText(state.settings)) {
    stored.metadata[kSettingPrefix + name] = value;
  }
  for (const Part& part : kParts) {
    for (const auto& [name, tensor] : state.*part.tensors) {
      stored.tensors[part.prefix + name] = tensor.detach().to(at::kCPU).contiguous();
    }
  }
  writeSafetensors(file, stored);
}

TrainState readTrainState(const std::filesystem::path& file) {
  const StateDict stored = readAllTensors(file);
  TrainState state;
  state.step = stepOf(stored, file);
  for (const Part& part : kParts) {
    const std::string prefix = part.prefix;
    for (const auto& [name, tensor] : stored.tensors) {
      if (name.starts_with(prefix)) (state.*part.tensors)[name.substr(prefix.size())] = tensor;
    }
  }
  StateDict weights{state.weights, stored.metadata};
  if (isFocusNetwork(weights)) {
    state.focus = checkFocusNetwork(weights, file);
  } else {
    state.config = inferConfig(weights, {}, file);
    checkStateDict(weights, state.config, file);
  }
  requireMoments(state, file);
  // What the run was started with stays text until it is compared.
  for (const auto& [key, value] : stored.metadata) {
    if (key.starts_with(kSettingPrefix) && key != kStepKey) {
      state.storedSettings[key.substr(std::string(kSettingPrefix).size())] = value;
    }
  }
  return state;
}

void checkResumable(const TrainState& state, const TrainSettings& settings,
                    const std::filesystem::path& file) {
  for (const auto& [name, value] : settingsText(settings)) {
    if (name == "steps") continue;
    const auto stored = state.storedSettings.find(name);
    const std::string before = stored == state.storedSettings.end() ? "nothing" : stored->second;
    if (before != value) {
      throw TrainError(file.string() + ": this run was started with " + name + " " + before +
                       ", asked for is " + value +
                       "; resume with the same settings, or begin another run with --init " +
                       (file.parent_path() / "model.safetensors").string());
    }
  }
  if (state.step > settings.steps) {
    throw TrainError(file.string() + ": the run has " + std::to_string(state.step) +
                     " steps already, asked for are " + std::to_string(settings.steps));
  }
}

}  // namespace limn::nn
