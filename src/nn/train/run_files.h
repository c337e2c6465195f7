// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/curves.h"
#include "train/train_state.h"

#include <filesystem>

namespace limn::nn {

/// The files of a run. Each is replaced as a whole, the state last, so that a run that is killed
/// goes on from the state it finds.
struct RunFiles {
  /// Makes the folder. Throws TrainError.
  explicit RunFiles(const std::filesystem::path& folder);
  /// Throws CheckpointError; the older files stay.
  void write(const TrainState& state, const Curves& curves) const;

  std::filesystem::path state, model, csv, svg;
};

}  // namespace limn::nn
