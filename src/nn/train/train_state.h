// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "focus/focus_shape.h"
#include "limn/nn/training.h"
#include "train/optimizer.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limn::nn {

/// All that a run needs to go on, on the CPU.
struct TrainState {
  std::int64_t step = 0;            // finished
  SamConfig config;                 // of a SAM network
  std::optional<FocusShape> focus;  // set for a focus network, which has no `config`
  TrainSettings settings;           // of this process; written
  std::map<std::string, std::string> storedSettings;  // as text, by name; read
  NamedTensors weights, average;                      // average: empty where none is kept
  NamedTensors first, second, updates;  // of the optimizer, for the weights that learn
};

/// Metadata by which the network's files are known.
[[nodiscard]] std::map<std::string, std::string> networkMetadata(const TrainState& state);

/// One safetensors file; atomic. Throws CheckpointError.
void writeTrainState(const std::filesystem::path& file, const TrainState& state);
/// Throws CheckpointError for a file that is no state of a run.
[[nodiscard]] TrainState readTrainState(const std::filesystem::path& file);

/// Throws TrainError that names what cannot be resumed: another network, other settings. Only the
/// number of steps may change.
void checkResumable(const TrainState& state, const TrainSettings& settings,
                    const std::filesystem::path& file);

/// The settings as names and values, in the order of TrainSettings: for files and messages.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> settingsText(
    const TrainSettings& settings);

}  // namespace limn::nn
