// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/training.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace limn::nn {

/// One row of a run's record.
struct CurvePoint {
  std::int64_t step = 0;
  double loss = 0, dice = 0, learningRate = 0, minutes = 0;  // minutes of work since the beginning
  std::optional<HeldOutDice> heldOut;
};

/// How a run went, as a table for programs and a drawing for people.
struct Curves {
  std::vector<CurvePoint> points;

  /// `step,loss,dice,learning_rate,minutes,held_out_box,held_out_point`, then for a focus network
  /// `held_out_corrected,held_out_five_points,held_out_draft_gain`; empty where not measured.
  void writeCsv(const std::filesystem::path& file) const;
  /// Loss above, Dice below, over the steps; noisy curves smoothed. Both files are written to a
  /// temporary name first. Throw CheckpointError.
  void writeSvg(const std::filesystem::path& file) const;
  /// The rows up to `lastStep`; none when there is no file. Throws CheckpointError.
  [[nodiscard]] static Curves readCsv(const std::filesystem::path& file, std::int64_t lastStep);
};

}  // namespace limn::nn
