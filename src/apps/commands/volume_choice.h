// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/volume.h"
#include "limn/core/model_input.h"

#include <filesystem>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace limn::apps {

/// The choice of one of the volumes at a path.
struct VolumeChoice {
  std::filesystem::path path;
  std::string series = {};         // series instance UID; empty = any
  std::optional<int> volume = {};  // of a series with several (time points), counted from 1
  bool inVoxelUnits = false;       // open it even if its geometry cannot be read
};

/// The option --uncalibrated, with the same name and help in every command that reads DICOM.
void addUncalibrated(CLI::App& command, bool& inVoxelUnits);
/// The options --series, --volume and --uncalibrated. `choice` must outlive the parsing.
void addVolumeChoice(CLI::App& command, VolumeChoice& choice);

/// Reads the volume that was chosen. Mismatch lists the volumes when several fit, NotFound when
/// none does.
[[nodiscard]] Result<Volume> readChosenVolume(const VolumeChoice& choice, const JobContext& job);

/// --input-window: "CENTRE,WIDTH", or empty for the whole range of the volume. WrongUse for
/// anything else.
[[nodiscard]] Result<core::InputMapping> chooseMapping(const std::string& inputWindow,
                                                       const Volume& volume);

}  // namespace limn::apps
