// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/batch/evaluate_tables.h"

#include <string>

namespace limn::batch {

// The plots of an evaluation as inline SVG (svg_plot.h).
[[nodiscard]] std::string plotDiceByModality(const EvaluationReport& report);
[[nodiscard]] std::string plotDiceAgainstPoints(const EvaluationReport& report);
[[nodiscard]] std::string plotPredictedAgainstTrueIou(const EvaluationReport& report,
                                                      Measure measure);
[[nodiscard]] std::string plotDiceAgainstSize(const EvaluationReport& report, Measure measure);

}  // namespace limn::batch
