// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/batch/evaluate_tables.h"
#include "limn/batch/worst_cases.h"

#include <span>
#include <string>

namespace limn::batch {

/// The whole report as one HTML page that needs no other file and no network.
[[nodiscard]] std::string evaluationPage(const EvaluationReport& report,
                                         std::span<const WorstCase> worst);

}  // namespace limn::batch
