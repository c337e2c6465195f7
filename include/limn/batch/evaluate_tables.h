// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/batch/evaluate_run.h"
#include "limn/batch/evaluation.h"
#include "limn/imaging/dataset.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <set>
#include <string>

namespace limn::batch {

/// An evaluation with its numbers and where they come from: all that the reports are made of.
struct EvaluationReport {
  std::string datasetPath, datasetForm, split, promptsFile;
  std::uint64_t seed = 0;
  Protocol protocol = Protocol::Published;
  std::set<std::string> thinTargets;
  core::ModelInfo model;
  double seconds = 0;
  std::size_t workers = 1;
  Evaluation evaluation;
  EvaluationSummary summary;
};

/// {"means": {"box": {"dice", "iou"}, "1pt", "3pt", "5pt"}, "means_without_thin", "by_modality":
/// {name:
/// {..., "masks", "targets"}}, "by_target", "floors": {"box": {"means", "by_modality",
/// "by_target"}, "ellipse"}, "iou_correlation": {"box", "1pt", ...}, "dice_by_points": [...], ...}.
/// With Protocol::Clicks each group of means has "clicks": {"box": {"dice": [6], "surface_dice":
/// [6]}, "points": {[5], [5]}, "dice_auc", "surface_dice_auc", "ellipse_surface_dice", "obeyed",
/// "harmful"}.
[[nodiscard]] nlohmann::ordered_json evaluationJson(const EvaluationReport& report);

/// One row a mask, RFC 4180; the data set's further columns come last.
[[nodiscard]] std::string perMaskCsv(const EvaluationReport& report,
                                     const imaging::Dataset& dataset);

/// Means, modalities and targets for a terminal.
[[nodiscard]] std::string evaluationTable(const EvaluationReport& report);

}  // namespace limn::batch
