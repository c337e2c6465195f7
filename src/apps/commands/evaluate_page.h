// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evaluate_tables.h"
#include "worst_cases.h"

#include <span>
#include <string>

namespace limn::apps {

/// The whole report as one HTML page that needs no other file and no network.
[[nodiscard]] std::string evaluationPage(const EvaluationReport& report,
                                         std::span<const WorstCase> worst);

}  // namespace limn::apps
